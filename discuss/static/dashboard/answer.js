// Answering by keyboard: `c` opens the form of the item at hand, Ctrl and Enter send what is written.
(() => {
  const isTyping = (place) => place.closest("input:not([type=checkbox], [type=radio]), textarea, select");

  const open = () => {
    const box = (document.querySelector(".item.current") ?? document).querySelector("details.reply, form.answer");
    if (!box) return false;
    if (box.matches("details")) box.open = true;
    box.querySelector("textarea").focus();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.isComposing) return;
    const form = event.target.matches("textarea") && event.target.form;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button.main"));
    }
    if (event.key !== "c" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (open()) event.preventDefault();
  });
})();
