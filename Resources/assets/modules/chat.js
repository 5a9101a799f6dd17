// The panel of a site's chat. The token that opens the conversation lives in the storage of the
// site around it, or in ours where the panel stands for itself; it never stands in an address.
const { path, lang, colour, ink, ...words } = document.body.dataset;
document.documentElement.style.setProperty("--brand", colour);
document.documentElement.style.setProperty("--on-brand", ink);

const find = id => document.getElementById(id);
const [log, lines, status, fault, form, who, leave] =
  ["log", "lines", "status", "fault", "write", "who", "leave"].map(find);
const area = find("text");
const isFramed = parent !== window;
const place = `nuo:chat:${path}`;
let site = null;
let page = "";
let token = null;
// Of a conversation that has not begun yet: files come before its first message.
let drafted = null;
let identity = "";
let isOpen = !isFramed;
let hasMail = false;
let news = { last: null, agent: "away" };
let seen = null;
let unread = 0;

const tell = message => { if (site) parent.postMessage({ source: "nuo-chat", ...message }, site); };

function keep(value) {
  token = value;
  if (isFramed) return tell({ token });
  try {
    if (value) localStorage.setItem(place, value); else localStorage.removeItem(place);
  } catch { /* forbidden: as long as the page is open */ }
}

async function ask(what, body, options = {}) {
  const headers = { "Accept": "application/json", "Authorization": `Bearer ${token ?? drafted}` };
  if (identity) headers["Chat-Identity"] = identity;
  const isForm = body instanceof FormData;
  if (body && !isForm) headers["Content-Type"] = "application/json";
  return fetch(`${path}/${what}?lang=${lang}`, {
    method: body ? "POST" : "GET", headers, body: body && !isForm ? JSON.stringify(body) : body, ...options });
}

/** Lines by what this page calls them, or by the message's id. */
const shown = new Map();

/** Pictures as such, other files by name; without a path while they are on their way. */
function attach(item, files) {
  let list = item.querySelector(".files");
  if (!files?.length || list?.dataset.count === `${files.filter(file => file.path).length}`) return;
  list?.remove();
  list = document.createElement("ul");
  list.className = "files";
  list.dataset.count = files.filter(file => file.path).length;
  for (const file of files) {
    const part = document.createElement("li");
    const link = document.createElement(file.path ? "a" : "span");
    if (file.path) Object.assign(link, { href: file.path, target: "_blank", rel: "noopener" });
    if (file.path && file.isPicture) {
      const image = document.createElement("img");
      Object.assign(image, { src: file.path, alt: file.name, loading: "lazy" });
      image.addEventListener("load", () => { if (isAtEnd(image.offsetHeight + 80)) log.scrollTop = log.scrollHeight; });
      link.append(image);
    } else {
      link.textContent = file.name;
    }
    part.append(link);
    list.append(part);
  }
  item.querySelector(".said").after(list);
}

const isAtEnd = (room = 80) => log.scrollHeight - log.scrollTop - log.clientHeight < room;

function line({ id, at, isMine, isAutomatic, text, key, files }) {
  let item = shown.get(key) ?? shown.get(id);
  if (!item) {
    item = document.createElement("li");
    item.className = isMine ? "mine" : "";
    const said = document.createElement("p");
    said.className = "said";
    said.textContent = text;
    said.hidden = !text;
    const small = document.createElement("p");
    small.className = "small";
    const name = document.createElement("span");
    name.textContent = (isMine ? words.you : words.we) + (isAutomatic ? ` · ${words.automatic}` : "") + " · ";
    const time = document.createElement("time");
    time.dateTime = at;
    time.textContent = new Date(at).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit" });
    time.title = new Date(at).toLocaleString(lang);
    const state = document.createElement("span");
    state.className = "state";
    small.append(name, time, state);
    item.append(said, small);
    const follows = isAtEnd();
    lines.append(item);
    if (follows || isMine) log.scrollTop = log.scrollHeight;
  }
  attach(item, files);
  if (key) shown.set(key, item);
  if (id) shown.set(id, item);
  return item;
}

const mark = (item, text) => {
  item.querySelector(".state").textContent = text ? ` · ${text}` : "";
};

async function refresh() {
  if (!token) return;
  const answer = await ask("thread");
  if (answer.status === 404) return forget();
  if (!answer.ok) return;
  const thread = await answer.json();
  hasMail = Boolean(thread.mail);
  unread = thread.unread;
  for (const message of thread.messages) mark(line(message), "");
  const last = thread.messages.findLast(message => message.id)?.id;
  if (last) news.last = last;
  settle();
}

/** The conversation is over, here and there: the next message begins another. */
function forget() {
  keep(null);
  stop();
}

/** What depends on whether somebody looks, and on what is known. */
function settle() {
  who.hidden = Boolean(token);
  leave.hidden = !token || hasMail || (!find("away") && news.agent !== "away");
  status.textContent = news.agent === "typing" ? words.typing : news.agent === "reading" ? words.reading : "";
  if (isOpen && !document.hidden && news.last && news.last !== seen) {
    seen = news.last;
    unread = 0;
    ask("signs", { seen }).catch(() => { seen = null; });
  }
  if (!isOpen) tell({ unread });
}

// New things are told by a stream that ends when nobody looks, so that who has left is known.
let stream = null;
let wait = 1_000;

async function follow() {
  if (!token || stream || document.hidden) return;
  const own = stream = new AbortController();
  try {
    const answer = await ask("live", null, { signal: own.signal });
    if (answer.status === 404) return forget();
    if (!answer.ok) throw new Error(answer.status);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      wait = 1_000;
      if (isCut) hush();
      text += value;
      const parts = text.split("\n\n");
      text = parts.pop();
      for (const part of parts) {
        const data = part.split("\n").find(one => one.startsWith("data: {"));
        if (data) await hear(JSON.parse(data.slice(6)));
      }
    }
  } catch {
    if (own.signal.aborted) return;
    if (wait > 4_000) { complain(words.cut); isCut = true; }
  }
  if (stream !== own) return;
  stream = null;
  setTimeout(follow, wait);
  wait = Math.min(wait * 2, 30_000);
}

async function hear(told) {
  const isNews = told.last !== news.last;
  news = { ...news, agent: told.agent };
  if (isNews) await refresh(); else settle();
}

function stop() {
  stream?.abort();
  stream = null;
}

let isCut = false;
const complain = text => { fault.textContent = text; fault.hidden = false; };
const hush = () => { fault.hidden = true; fault.textContent = ""; isCut = false; };
const reason = problem => [problem.title, ...(problem.invalidParams ?? []).map(one => one.reason)].join(" ");

const digits = count => Array.from(crypto.getRandomValues(new Uint8Array(count)),
  byte => byte.toString(16).padStart(2, "0")).join("");

let unsent = null;

// Files of the next message: each is handed over as soon as it is chosen.
let held = [];
let uploading = 0;
let isWanted = false;
const names = new Map();
const heldOf = message => message.files.map(id => ({ id, name: names.get(id) ?? id }));

function showHeld() {
  const list = find("held");
  list.replaceChildren(...held.map(file => {
    const part = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name;
    const drop = document.createElement("button");
    Object.assign(drop, { type: "button", textContent: "×" });
    drop.setAttribute("aria-label", words.drop.replace("{name}", file.name));
    drop.addEventListener("click", () => {
      held = held.filter(one => one !== file);
      showHeld();
      area.focus();
    });
    part.append(name, drop);
    return part;
  }));
  list.hidden = !held.length;
  find("uploading").hidden = !uploading;
}

async function bring(files) {
  if (!token) drafted ??= digits(32);
  hush();
  uploading += files.length;
  showHeld();
  for (const file of files) {
    const body = new FormData();
    body.append("file", file);
    try {
      const answer = await ask("files", body);
      const said = await answer.json();
      if (answer.ok) {
        names.set(said.id, said.name);
        if (!held.some(one => one.id === said.id)) held.push({ id: said.id, name: said.name });
      } else {
        complain(reason(said));
        isWanted = false;
      }
    } catch {
      complain(words.cut);
      isWanted = false;
    }
    uploading -= 1;
    showHeld();
  }
  if (!uploading && isWanted) form.requestSubmit();
}

find("file").addEventListener("change", event => {
  const files = [...event.target.files];
  event.target.value = "";
  if (files.length) bring(files);
});
area.addEventListener("paste", event => {
  const files = [...event.clipboardData.files];
  if (!files.length) return;
  event.preventDefault();
  bring(files);
});

async function send(message, item, isFirst) {
  mark(item, words.sending);
  let answer = null;
  try {
    answer = await ask("messages", message);
    if (answer.status === 404) {
      // The token is over: once more with a new one.
      keep(digits(32));
      answer = await ask("messages", message);
    }
    if (answer.ok) {
      mark(item, words.sent);
      hush();
      settle();
      follow();
      return;
    }
    complain(reason(await answer.json()));
  } catch {
    complain(words.cut);
  }
  // What was written comes back; sent anew it has another key only if the text was changed.
  item.remove();
  shown.delete(message.key);
  held = [...heldOf(message), ...held];
  showHeld();
  area.value = area.value || message.text;
  unsent = message;
  if (isFirst && answer) { drafted = token; keep(null); hasMail = false; }
  settle();
}

form.addEventListener("submit", event => {
  event.preventDefault();
  const text = area.value.trim();
  const mail = find("mail");
  isWanted = uploading > 0;
  if (isWanted) return;
  if (!text && !held.length) return area.focus();
  if (!who.hidden && mail.value && !mail.checkValidity()) {
    complain(mail.validationMessage);
    return mail.focus();
  }
  const isFirst = !token;
  if (isFirst) keep(drafted ?? digits(32));
  drafted = null;
  const files = held.map(file => file.id);
  const isSame = unsent?.text === text && unsent.files.join() === files.join();
  const key = isSame ? unsent.key : digits(8);
  unsent = null;
  const message = { key, text, files, page, name: find("name").value.trim(), mail: mail.value.trim() };
  if (message.mail) hasMail = true;
  area.value = "";
  stopTyping();
  const item = line({ at: new Date().toISOString(), isMine: true, text, key, files: heldOf(message) });
  held = [];
  showHeld();
  send(message, item, isFirst);
  area.focus();
});

area.addEventListener("keydown", event => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

leave.addEventListener("submit", async event => {
  event.preventDefault();
  const field = find("leave-mail");
  if (!field.checkValidity()) {
    complain(field.validationMessage);
    return field.focus();
  }
  try {
    const answer = await ask("mail", { mail: field.value.trim() });
    if (!answer.ok) return complain(reason(await answer.json()));
  } catch {
    return complain(words.cut);
  }
  hasMail = true;
  hush();
  settle();
  area.focus();
});

let saidTyping = 0;
let quiet = null;
function stopTyping() {
  clearTimeout(quiet);
  if (!saidTyping) return;
  saidTyping = 0;
  ask("signs", { typing: false }).catch(() => {});
}
area.addEventListener("input", () => {
  if (!token || !stream) return;
  clearTimeout(quiet);
  quiet = setTimeout(stopTyping, 5_000);
  if (Date.now() - saidTyping < 4_000) return;
  saidTyping = Date.now();
  ask("signs", { typing: true }).catch(() => { saidTyping = 0; });
});

for (const time of document.querySelectorAll("[data-local]")) {
  time.textContent = new Date(time.dateTime).toLocaleString(lang, {
    weekday: "short", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

async function begin() {
  settle();
  if (!token) return;
  try { await refresh(); } catch { /* the stream tries again */ }
  follow();
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) stop(); else { refresh().catch(() => {}); follow(); }
});
addEventListener("pagehide", stop);
addEventListener("pageshow", event => { if (event.persisted) begin(); });

if (isFramed) {
  addEventListener("message", event => {
    if (event.source !== parent || event.data?.source !== "nuo-site") return;
    const said = event.data;
    site = event.origin;
    if ("open" in said) {
      isOpen = said.open;
      if (isOpen) area.focus();
    }
    if ("identity" in said) identity = said.identity;
    if ("token" in said) {
      ({ token, page } = said);
      find("name").value = said.name;
      find("mail").value = said.mail;
      begin();
    } else if ("identity" in said) {
      stop();
      begin();
    } else {
      settle();
    }
  });
  const close = find("close");
  close.hidden = false;
  close.addEventListener("click", () => tell({ close: true }));
  addEventListener("keydown", event => {
    if (event.key === "Escape" && !event.isComposing) tell({ close: true });
  });
  // Which site frames us is not known yet, and this says nothing.
  parent.postMessage({ source: "nuo-chat", ready: true }, "*");
} else {
  try { token = localStorage.getItem(place); } catch { /* forbidden */ }
  begin();
}
