// <script src="…/embed.js" data-link="/a/TOKEN" async></script> puts a questionnaire where it stands.
// Further data-* attributes become hidden fields: data-customer="C-1" → ?customer=C-1.
(() => {
  const script = document.currentScript;
  if (!script?.dataset.link) return;
  const address = new URL(script.dataset.link, script.src);
  const home = address.origin;
  address.searchParams.set("embed", "1");
  for (const [name, value] of Object.entries(script.dataset)) {
    const key = name.replace(/[A-Z]/g, letter => "_" + letter.toLowerCase());
    if (key !== "link") address.searchParams.set(key, value);
  }
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = script.title || document.title;
  frame.style.cssText = "width:100%;border:0;min-height:24rem";
  script.after(frame);
  addEventListener("message", event => {
    if (event.origin !== home || event.source !== frame.contentWindow) return;
    if (event.data?.source !== "nuo") return;
    if (event.data.height) frame.style.height = `${event.data.height}px`;
    if (event.data.completed) script.dispatchEvent(new CustomEvent("nuo-completed", { bubbles: true }));
  });
})();
