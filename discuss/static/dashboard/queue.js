// The queue by keyboard: every key presses a button or follows a focus that is there without this script.
(() => {
  const items = [...document.querySelectorAll(".item")];
  const deeds = { a: "approve", r: "reject", s: "spam", d: "delete" };
  let at = -1;

  const mark = (number) => {
    items[at]?.classList.remove("current");
    at = number;
    items[at].classList.add("current");
  };
  const select = (number) => {
    if (!items[number]) return;
    mark(number);
    items[at].focus({ preventScroll: true });
    items[at].scrollIntoView({ block: "nearest" });
  };
  const press = (selector, inside = document) => inside?.querySelector(selector)?.click();
  const help = () => {
    const keys = document.getElementById("keys");
    keys.hidden = !keys.hidden;
    if (!keys.hidden) keys.focus();
    else items[at]?.focus();
  };

  // With comments ticked, a key means all of them: what that would do is shown first.
  const decide = (deed) => {
    const hasTicked = document.querySelector(".select input:checked");
    if (hasTicked) press(`#several [value=${deed}]`);
    else press(`.deeds [value=${deed}]`, items[at]);
  };
  const search = () => document.querySelector("input[type=search], .states a:not([aria-current])")?.focus();

  const actions = {
    j: () => select(at + 1),
    k: () => select(at - 1),
    x: () => press(".select input", items[at]),
    u: () => press("#undo"),
    "/": search,
    "?": help,
    Escape: () => document.getElementById("keys").hidden || help(),
  };
  for (const [key, deed] of Object.entries(deeds)) actions[key] = () => decide(deed);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const action = Object.hasOwn(actions, event.key) && actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  for (const [number, item] of items.entries()) {
    item.addEventListener("focusin", () => mark(number));
  }
  // One form is sent once, however often it is pressed.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
  // The way back stays on screen for ten seconds and then where it stands. Nothing moves, so that no tap goes astray.
  const bar = document.querySelector(".bar");
  if (bar) setTimeout(() => bar.classList.add("rests"), 10000);
  if (items.length) mark(0);
})();
