// What helps while one writes on a case: drafts that stay, words to put in, who else is here, and
// a moment to take a reply back.
const csrf = document.querySelector("input[name=csrf]")?.value ?? "";

async function put(address, content) {
  const body = new Blob([JSON.stringify(content)]);
  // What outlives its page may not be longer.
  return fetch(address, {
    method: "PUT", keepalive: body.size < 60_000, body,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, "Accept": "application/json" },
  });
}

const notice = document.querySelector("[data-presence]");
let saidTyping = 0;
let quiet = null;

/** Says to the others that one writes, again while it goes on, and that one has stopped. */
function typing() {
  clearTimeout(quiet);
  quiet = setTimeout(stopTyping, 6_000);
  if (!notice || Date.now() - saidTyping < 5_000) return;
  saidTyping = Date.now();
  put(notice.dataset.presence, { typing: true }).catch(() => { saidTyping = 0; });
}

function stopTyping() {
  clearTimeout(quiet);
  if (!saidTyping) return;
  saidTyping = 0;
  put(notice.dataset.presence, { typing: false }).catch(() => {});
}

// What came back with a fault is not what the server keeps.
const isRefused = Boolean(document.querySelector(".fault-box"));
const drafts = [...document.querySelectorAll("textarea[data-draft]")].map(area => {
  let kept = isRefused ? null : area.value;
  let timer = null;
  let busy = null;
  /** Keeps what is new; resolves when nothing is on its way any more. */
  const keep = () => {
    stop();
    if (area.value === kept) return busy;
    const text = area.value;
    kept = text;
    const own = Promise.all([busy, put(area.dataset.draft, { kind: area.dataset.kind, text })])
      .then(([, answer]) => { if (!answer.ok) throw new Error(answer.statusText); })
      .catch(() => { kept = null; })
      .finally(() => { if (busy === own) busy = null; });
    busy = own;
    return busy;
  };
  const stop = () => {
    clearTimeout(timer);
    timer = null;
  };
  area.addEventListener("input", () => {
    typing();
    timer ??= setTimeout(keep, 1500);
  });
  area.addEventListener("blur", event => {
    // On the way to the button that sends it.
    if (!event.relatedTarget?.matches("button") || event.relatedTarget.form !== area.form) keep();
    stopTyping();
  });
  // Before the next page is asked for, which may be this one again.
  addEventListener("beforeunload", keep);
  addEventListener("pagehide", keep);
  return { area, keep, stop, busy: () => busy };
});

// Whatever is sent from the page loads it anew: what is being written is kept first. What is itself
// sent is no draft any more, and one that is still on its way would bring it back.
let isLetThrough = false;
document.addEventListener("submit", event => {
  const form = event.target, button = event.submitter;
  if (isLetThrough || form.method === "dialog") return;
  const waits = drafts.map(draft => {
    const isSent = draft.area.form === form && !button?.hasAttribute("formaction");
    if (!isSent) return draft.keep();
    draft.stop();
    return draft.busy();
  }).filter(Boolean);
  if (waits.length === 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  Promise.all(waits).then(() => {
    isLetThrough = true;
    form.requestSubmit(button);
    isLetThrough = false;
  });
}, true);

// A file is handed over as soon as it is chosen; without scripts a button does it.
const chosen = document.getElementById("answer-file");
chosen?.addEventListener("change", () => {
  if (chosen.files.length) chosen.form.requestSubmit(document.getElementById("answer-file-add"));
});

const talk = document.getElementById("talk");
talk?.addEventListener("change", () => {
  const area = document.getElementById("reply");
  if (!talk.value || !area) return;
  const before = area.value.trimEnd();
  area.value = before ? `${before}\n\n${talk.value}` : talk.value;
  talk.value = "";
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
});

// A link leads into the reply with a talk; coming back to the page puts it in no second time.
const address = new URL(location.href);
const wanted = address.searchParams.get("talk");
const offered = wanted && [...talk?.options ?? []].find(one => one.dataset.talk === wanted);
if (offered) {
  address.searchParams.delete("talk");
  history.replaceState(history.state, "", address);
  talk.value = offered.value;
  talk.dispatchEvent(new Event("change"));
}

const names = new Intl.ListFormat(document.documentElement.lang);

function show({ others, visitor }) {
  const writing = others.filter(one => one.typing);
  const who = names.format((writing.length ? writing : others).map(one => one.name));
  const text = writing.length ? notice.dataset.typing : notice.dataset.viewing;
  const parts = [];
  if (visitor) parts.push(visitor === "typing" ? notice.dataset.visitorTyping : notice.dataset.visitorHere);
  if (others.length) parts.push(text.replace("{names}", who));
  notice.textContent = parts.join(" · ");
  notice.hidden = parts.length === 0;
  notice.classList.toggle("warn", writing.length > 0);
}

// The open page is itself the sign that one is here; a page that nobody sees is none.
let presence = null;
function attend() {
  if (document.hidden) {
    presence?.close();
    presence = null;
  } else if (!presence) {
    presence = new EventSource(notice.dataset.livePresence);
    presence.addEventListener("presence", event => show(JSON.parse(event.data)));
  }
}
if (notice) {
  attend();
  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", () => { presence?.close(); presence = null; });
  addEventListener("pageshow", event => { if (event.persisted) attend(); });
}

// What came while one looked has been read: an answer need not be held back for it.
document.addEventListener("nuo:fresh", event => {
  const seen = document.querySelector(".composer input[name=seen]");
  const last = event.detail.querySelector(":scope > .message:last-child");
  if (seen && last && event.detail.matches(".thread")) seen.value = last.id;
});

function isTouched(field) {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  const usual = [...field.options].findIndex(option => option.defaultSelected);
  return field.selectedIndex !== Math.max(0, usual);
}

/** Whether somebody is at something that a page loaded anew would take away. */
function isAtWork() {
  if (document.activeElement?.matches("input, textarea, select, summary, dialog *")) return true;
  return [...document.querySelectorAll("main form :is(input:not([type=hidden]), textarea, select)")]
    .some(isTouched);
}

/** The thread and the clocks as they are now, without touching what one writes. */
async function freshen(address) {
  const answer = await fetch(address, { headers: { "Accept": "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of [".thread", ".case-head"]) {
    const [old, fresh] = [document.querySelector(place), page.querySelector(place)];
    if (!old || !fresh) continue;
    old.innerHTML = fresh.innerHTML;
    document.dispatchEvent(new CustomEvent("nuo:fresh", { detail: old }));
  }
}

// When the moment is over the reply is in the thread: show it, and leave alone whoever is at work.
for (const waiting of document.querySelectorAll(".waiting-send")) {
  const left = Math.max(0, new Date(waiting.dataset.due) - Date.now());
  const address = waiting.dataset.page;
  setTimeout(async () => {
    if (!isAtWork()) return location.assign(address);
    await freshen(address);
    waiting.remove();
  }, left + 2000);
}
