/** Let Node import what a browser imports: modules over http, from the stand-in on loopback. */

import { register } from 'node:module';

register('./loader.js', import.meta.url);
