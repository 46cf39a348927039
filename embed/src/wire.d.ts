/** What travels over HTTP. Unknown extra fields are ignored; the API's own documentation is the source. */

export type Sort = 'oldest' | 'newest' | 'best';
export type Status = 'approved' | 'pending' | 'rejected' | 'spam' | 'deleted';

export interface Author {
  name: string;
  url: string | null;
  role: string | null;
}

export interface Comment {
  id: string;
  parent: string | null;
  depth: number;
  replies: number;
  pinned: boolean;
  author: Author | null;
  html: string | null;
  created: string;
  edited: string | null;
  score: number;
  kind: string;
  more: string | null;
  channel?: 'letter' | 'telephone' | 'in-person';
  deleted?: boolean;
}

export interface Closed {
  at: string;
  by: string | null;
  reason: string | null;
  note_html: string | null;
  until: string | null;
  successor: string | null;
  scope: 'all' | 'roots';
}

export interface Notice {
  cause: 'calm' | 'storm' | 'away' | 'freeze';
  kind: 'newcomers' | 'slow' | 'hold' | 'closed';
  /** The first comment of the branch it holds for; null: the whole thread. */
  root: string | null;
  note_html: string | null;
  until: string | null;
  /** Seconds between two comments of one person. */
  pace: number | null;
}

export interface Thread {
  key: string;
  url: string | null;
  title: string | null;
  state: 'open' | 'closed';
  closed: Closed | null;
  notices: Notice[];
  count: number;
  version: number;
}

export interface Limits {
  name: number;
  email: number;
  website: number;
  body: number;
}

export interface Site {
  name: string;
  policy: string;
  rules_html?: string | null;
  team_link?: boolean;
  fields: string[];
  limits: Limits;
  votes: 'up' | 'both' | 'off';
  max_depth: number;
}

export interface Page {
  site: Site;
  thread: Thread;
  comments: Comment[];
  next: string | null;
}

export interface Permalink {
  thread: Thread;
  comment: Comment;
  ancestors: Comment[];
  cursor: string | null;
}

export interface Draft {
  thread: string;
  url: string;
  title: string;
  parent: string | null;
  body: string;
  author: { name: string; email?: string; website?: string };
  subscribe: boolean;
  trap: boolean;
  /** NaN goes as null. */
  seconds: number;
  published?: string | null;
}

export interface Posted {
  comment: Comment;
  status: Status;
  version: number;
  edit_token: string;
  edit_until: string | null;
  /** Within which time the team usually decides. */
  usually: 'hour' | 'hours' | 'day' | 'days' | null;
}

export interface Own {
  id: string;
  thread: string;
  url: string | null;
  status: Status;
  /** What became of the last change of a published comment, if it was not taken. */
  change: 'pending' | 'rejected' | null;
  reasons: string[];
  message: string | null;
  usually: Posted['usually'];
  body: string;
  html: string;
  created: string;
  edited: string | null;
  edit_until: string | null;
  author: Author;
}

export interface FieldError {
  pointer: string;
  detail: string;
}
