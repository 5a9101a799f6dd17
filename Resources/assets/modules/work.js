// What helps while one writes on a case: drafts that stay, words to put in, who else is here, and
// a moment to take a reply back.
const csrf = document.querySelector("input[name=csrf]")?.value ?? "";

async function put(address, body) {
  return fetch(address, {
    method: "PUT", keepalive: true,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, "Accept": "application/json" },
    body: JSON.stringify(body),
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

for (const area of document.querySelectorAll("textarea[data-draft]")) {
  let kept = area.value;
  let timer = null;
  const keep = () => {
    clearTimeout(timer);
    timer = null;
    if (area.value === kept) return;
    kept = area.value;
    put(area.dataset.draft, { kind: area.dataset.kind, text: kept }).catch(() => { kept = null; });
  };
  area.addEventListener("input", () => {
    typing();
    timer ??= setTimeout(keep, 1500);
  });
  area.addEventListener("blur", () => { keep(); stopTyping(); });
  // Sending takes the draft away; keeping it once more would bring it back.
  area.form.addEventListener("submit", () => { clearTimeout(timer); kept = area.value; });
}

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

function show({ others, visitor }) {
  const writing = others.filter(one => one.typing);
  const who = (writing.length ? writing : others).map(one => one.name).join(", ");
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

// When the moment is over the reply is in the thread: show it, unless somebody is writing.
for (const waiting of document.querySelectorAll(".waiting-send")) {
  const left = Math.max(0, new Date(waiting.dataset.due) - Date.now());
  setTimeout(() => {
    const writes = [...document.querySelectorAll("textarea[data-draft]")]
      .some(area => area.value && document.activeElement === area);
    if (writes) waiting.remove(); else location.reload();
  }, left + 2000);
}
