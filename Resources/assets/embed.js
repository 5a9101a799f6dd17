// Puts a questionnaire into another page:
//   <script src="…/embed.js" data-link="/a/TOKEN" async></script>
// stands where it is; with data-mode="popup" it comes up by itself, and then
//   data-event="paid"    only after nuo.track("paid")
//   data-delay="10"      after so many seconds
//   data-percent="20"    for so many of a hundred visitors, the same ones at every visit
//   data-once="30"       not again within so many days after it was shown (30 if absent; 0: always)
// Further data-* attributes become hidden fields: data-customer="C-1" → ?customer=C-1.
(() => {
  const script = document.currentScript;
  if (!script?.dataset.link) return;
  const own = ["link", "mode", "event", "delay", "percent", "once", "close"];
  const options = script.dataset;
  const address = new URL(options.link, script.src);
  const home = address.origin;
  address.searchParams.set("embed", "1");
  for (const [name, value] of Object.entries(options)) {
    const key = name.replace(/[A-Z]/g, letter => "_" + letter.toLowerCase());
    if (!own.includes(name)) address.searchParams.set(key, value);
  }

  const makeFrame = () => {
    const frame = document.createElement("iframe");
    frame.src = address.href;
    frame.title = script.title || document.title;
    frame.style.cssText = "width:100%;border:0;min-height:24rem;background:transparent";
    addEventListener("message", event => {
      if (event.origin !== home || event.source !== frame.contentWindow) return;
      if (event.data?.source !== "nuo") return;
      if (event.data.height) frame.style.height = `${event.data.height}px`;
      if (event.data.completed) script.dispatchEvent(new CustomEvent("nuo-completed", { bubbles: true }));
    });
    return frame;
  };

  // Several questionnaires on one page listen to one nuo.track.
  const nuo = window.nuo ??= {};
  nuo.listeners ??= [];
  nuo.track ??= name => nuo.listeners.forEach(listener => listener(name));

  if (options.mode !== "popup") {
    script.after(makeFrame());
    return;
  }

  // What is remembered of a visitor stays in their browser; where that is not allowed, only as
  // long as the page is open.
  const memory = (() => {
    try { localStorage.getItem("nuo"); return localStorage; } catch { return null; }
  })();
  const place = name => `nuo:${address.pathname}:${name}`;
  const remembered = (name, make) => {
    const known = memory?.getItem(place(name));
    if (known != null) return Number(known);
    const made = make();
    try { memory?.setItem(place(name), made); } catch { /* full or forbidden */ }
    return made;
  };
  const isChosen = () => {
    const percent = Number(options.percent ?? 100);
    return percent >= 100 || remembered("draw", () => Math.random() * 100) < percent;
  };
  const wasSeen = () => {
    const days = Number(options.once ?? 30);
    const seen = Number(memory?.getItem(place("seen")) ?? 0);
    return days > 0 && Date.now() - seen < days * 86400000;
  };

  let isShown = false;
  const show = () => {
    if (isShown || wasSeen() || !isChosen()) return;
    isShown = true;
    try { memory?.setItem(place("seen"), Date.now()); } catch { /* full or forbidden */ }
    const before = document.activeElement;
    const box = document.createElement("div");
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", script.title || document.title);
    box.style.cssText = "position:fixed;inset:auto 1rem 1rem auto;width:min(26rem,calc(100vw - 2rem));"
      + "max-height:calc(100vh - 2rem);overflow:auto;z-index:2147483000;background:#fff;color:#1c2330;"
      + "border-radius:.75rem;box-shadow:0 .5rem 2rem rgba(0,0,0,.3)";
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", options.close ?? "×");
    close.style.cssText = "position:sticky;top:0;float:right;border:0;background:none;font:1.5rem/1 sans-serif;"
      + "padding:.6rem .8rem;cursor:pointer;color:inherit";
    const end = () => {
      box.remove();
      before?.focus?.();
      script.dispatchEvent(new CustomEvent("nuo-closed", { bubbles: true }));
    };
    close.addEventListener("click", end);
    box.addEventListener("keydown", event => { if (event.key === "Escape" && !event.isComposing) end(); });
    box.append(close, makeFrame());
    document.body.append(box);
    close.focus();
  };
  const wait = () => setTimeout(show, 1000 * Number(options.delay ?? 0));
  if (options.event) nuo.listeners.push(name => { if (name === options.event) wait(); });
  else wait();
})();
