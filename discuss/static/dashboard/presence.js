// Who reads what: tells which comment is read here, and shows what the others read.
(() => {
  const form = document.getElementById("presence");
  const items = [...document.querySelectorAll(".item")];
  if (!form || !items.length) return;
  const idOf = (item) => item.id.replace("comment-", "");
  let reading = items[0];

  const build = (fields) => {
    const data = new FormData(form);
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    return data;
  };
  const show = (readers) => {
    for (const item of items) {
      const names = readers[idOf(item)] ?? [];
      const line = item.querySelector(".here");
      line.hidden = !names.length;
      line.querySelector("bdi").textContent = names.join(", ");
    }
  };
  const tell = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(form.action, { method: "POST", body: build({ comment: idOf(reading) }) });
      if (answer.ok && !answer.redirected) show(await answer.json());
    } catch {
      // Without a connection nobody is told; the next turn tries again.
    }
  };
  const turn = (item) => {
    if (item === reading) return;
    reading = item;
    tell();
  };

  for (const item of items) item.addEventListener("focusin", () => turn(item));
  // By thumb, what lies across the middle of the screen is read; before anybody moves, the first is.
  const across = new IntersectionObserver(
    (seen) => {
      const entry = seen.find((each) => each.isIntersecting);
      if (entry && scrollY > 0) turn(entry.target);
    },
    { rootMargin: "-50% 0px" },
  );
  for (const item of items) across.observe(item);
  document.addEventListener("visibilitychange", tell);
  window.addEventListener("pagehide", () => navigator.sendBeacon(form.action, build({ left: idOf(reading) })));
  setInterval(tell, 20000);
  tell();
})();
