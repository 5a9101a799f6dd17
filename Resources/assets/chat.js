// Puts the chat of a company on its own site, with one line:
//   <script src="…/chat/KEY.js" async></script>
// It asks nothing of the site but to load this script and to frame its panel; it sets no cookie.
// What a visitor said is found again by a token that stays in this site's own storage.
//   data-lang="zh"      the panel's language; else the page's, else the browser's
//   data-side="left"    on the other side of the window
//   data-name, data-mail   what the site knows already, to be filled in
//   data-identity   who the visitor is, signed by the site's server (a JSON Web Token); for pages
//                   that stay open, nuoChat.identify(token) brings a new one, or none
// The server calls this function with the channel's settings.
(settings => {
  const script = document.currentScript;
  if (!script || window.nuoChat) return;
  const home = new URL(script.src);
  const key = home.pathname.split("/").at(-1).replace(/\.js$/, "");
  const tag = script.dataset.lang || document.documentElement.lang || navigator.language || "en";
  const language = tag.toLowerCase().startsWith("zh") ? "zh" : "en";
  const words = settings.words[language];
  const days = 30;

  // Where nothing may be remembered, only as long as the page is open.
  const place = `nuo:chat:${key}`;
  let held = null;
  try {
    held = JSON.parse(localStorage.getItem(place));
    if (held && Date.now() - held.at > days * 86_400_000) held = null;
  } catch { /* forbidden, or not ours */ }
  const keep = token => {
    held = token ? { token, at: Date.now() } : null;
    try {
      if (held) localStorage.setItem(place, JSON.stringify(held)); else localStorage.removeItem(place);
    } catch { /* full or forbidden */ }
  };

  const style = new CSSStyleSheet();
  const side = script.dataset.side === "left" ? "left" : "right";
  style.replaceSync(`
    :host { all: initial; color-scheme: light dark; }
    button { position: fixed; ${side}: 1rem; bottom: 1rem; z-index: 2147483000; width: 3.5rem; height: 3.5rem;
      border: 0; border-radius: 50%; cursor: pointer; display: grid; place-items: center;
      background: ${settings.colour}; color: ${settings.ink}; box-shadow: 0 .25rem 1rem rgba(0,0,0,.3); }
    button:focus-visible { outline: 3px solid ${settings.ink}; outline-offset: -6px; }
    svg { width: 1.6rem; height: 1.6rem; fill: currentColor; }
    .count { position: absolute; top: -.2rem; right: -.2rem; min-width: 1.4rem; padding: 0 .3rem; box-sizing: border-box;
      border-radius: .7rem; background: #b3261e; color: #fff; font: 700 .8rem/1.4rem system-ui, sans-serif; text-align: center; }
    .panel { position: fixed; ${side}: 1rem; bottom: 5.25rem; z-index: 2147483000; width: min(24rem, calc(100vw - 2rem));
      height: min(36rem, calc(100vh - 6.5rem)); border-radius: .75rem; overflow: hidden; background: Canvas;
      box-shadow: 0 .5rem 2rem rgba(0,0,0,.35); }
    iframe { width: 100%; height: 100%; border: 0; display: block; }
    [hidden] { display: none; }
    @media (max-width: 30rem), (max-height: 26rem) {
      .panel { inset: 0; width: auto; height: auto; border-radius: 0; }
      .panel:not([hidden]) ~ button { display: none; }
    }`);

  const root = document.createElement("div");
  root.id = "nuo-chat";
  const shadow = root.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [style];
  const panel = document.createElement("div");
  panel.className = "panel";
  panel.id = "panel";
  panel.hidden = true;
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", settings.title[language]);
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-controls", "panel");
  const image = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  image.setAttribute("viewBox", "0 0 24 24");
  image.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z");
  image.append(path);
  const count = document.createElement("span");
  count.className = "count";
  count.hidden = true;
  count.setAttribute("aria-hidden", "true");
  button.append(image, count);
  shadow.append(panel, button);

  let frame = null;
  let unread = 0;
  let identity = script.dataset.identity ?? "";
  const tell = message => frame?.contentWindow?.postMessage({ source: "nuo-site", ...message }, home.origin);
  const label = () => {
    const isOpen = !panel.hidden;
    button.setAttribute("aria-expanded", String(isOpen));
    button.setAttribute("aria-label", isOpen ? words.close
      : unread ? words.unread.replace("{count}", unread) : settings.title[language]);
    count.textContent = unread;
    count.hidden = unread === 0;
  };
  const load = () => {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.title = settings.title[language];
    frame.src = new URL(`/chat/${key}?lang=${language}`, home).href;
    panel.append(frame);
  };
  const open = () => {
    load();
    panel.hidden = false;
    unread = 0;
    label();
    frame.focus();
    tell({ open: true });
  };
  const close = () => {
    panel.hidden = true;
    label();
    tell({ open: false });
    button.focus();
  };
  button.addEventListener("click", () => { if (panel.hidden) open(); else close(); });
  addEventListener("message", event => {
    if (!frame || event.origin !== home.origin || event.source !== frame.contentWindow) return;
    const said = event.data;
    if (said?.source !== "nuo-chat") return;
    if (said.ready) {
      tell({
        token: held?.token ?? null, page: location.origin + location.pathname, open: !panel.hidden,
        name: script.dataset.name ?? "", mail: script.dataset.mail ?? "", identity,
      });
    }
    if ("token" in said) keep(said.token);
    if (said.close) close();
    if ("unread" in said && panel.hidden) { unread = said.unread; label(); }
  });

  const identify = signed => {
    identity = signed ?? "";
    tell({ identity });
  };
  window.nuoChat = { open, close, identify };
  label();
  // A script in the head may run before there is a body.
  const stand = () => document.body.append(root);
  if (document.body) stand(); else addEventListener("DOMContentLoaded", stand);
  // Whoever began a conversation is told of answers without opening the panel.
  if (held) load();
})
