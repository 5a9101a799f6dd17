// The designer without page loads: every form and link goes to the server as it would without a
// script, and what comes back replaces the parts of the page that differ.
import { complete } from "./expressions.js";

const root = document.querySelector(".designer");
const regions = ["draft-title", "draft-state", "draft-behind", "problems", "outline", "part", "side"];
const csrf = document.body.dataset.csrf;
const parser = new DOMParser();
let queue = Promise.resolve();
// Counts what was typed since the last answer, so that an answer never overwrites it.
let typed = 0;
let waiting = 0;

// Screen readers wait for what is still changing, and so do tests.
function busy(step) {
  waiting += step;
  root.setAttribute("aria-busy", String(waiting > 0));
}

const byID = id => document.getElementById(id);
const form = () => byID("part-form");

// Where the caret stands, to put it back after a part was replaced.
function caret() {
  const active = document.activeElement;
  if (!active?.id) return null;
  let range = null;
  try { range = [active.selectionStart, active.selectionEnd]; } catch { range = null; }
  return { id: active.id, range, scroll: active.scrollTop };
}

function restore(place) {
  const found = place && byID(place.id);
  if (!found || found === document.activeElement) return;
  found.focus({ preventScroll: true });
  if (place.range?.[0] != null && found.setSelectionRange) {
    try { found.setSelectionRange(...place.range); } catch { /* no text field */ }
  }
  found.scrollTop = place.scroll;
}

// Replaces what differs. Part and side keep what is being typed just now.
function take(fresh, isQuiet) {
  const place = caret();
  const scroll = byID("outline")?.scrollTop;
  const open = [...document.querySelectorAll("#part-form details[open][id]")].map(one => one.id);
  const openKinds = [...document.querySelectorAll("details.kinds")].map(one => one.open);
  for (const id of regions) {
    const old = byID(id);
    const next = fresh.getElementById(id);
    if (!old || !next) continue;
    if (isQuiet && id === "part") {
      keepTyping(old, next);
      continue;
    }
    if (id === "side" && keepFrame(old, next)) continue;
    if (isQuiet && id === "side" && old.querySelector("#text") === document.activeElement) {
      for (const field of old.querySelectorAll("input[name=revision]")) field.value = revisionOf(next);
      continue;
    }
    if (!old.isEqualNode(next)) old.replaceWith(next);
  }
  for (const id of open) byID(id)?.setAttribute("open", "");
  document.querySelectorAll("details.kinds").forEach((one, at) => { one.open = openKinds[at] ?? one.open; });
  if (scroll != null) byID("outline").scrollTop = scroll;
  document.title = fresh.title;
  prepare();
  restore(place);
  document.dispatchEvent(new Event("nuo:fresh"));
}

const revisionOf = part => part.querySelector("input[name=revision]")?.value ?? "";

// Somebody is typing: only what tells of faults is taken in, and the revision.
function keepTyping(old, next) {
  for (const field of old.querySelectorAll("input[name=revision]")) field.value = revisionOf(next);
  const [oldFaults, faults] = [old.querySelector("#faults"), next.querySelector("#faults")];
  if (oldFaults && faults) oldFaults.replaceWith(faults);
}

// A frame that is shown already only goes to its new address, so that it does not flash.
function keepFrame(old, next) {
  const [frame, wanted] = [old.querySelector("#frame"), next.querySelector("#frame")];
  if (!frame || !wanted) return false;
  const address = wanted.getAttribute("src");
  if ((frame.dataset.address ?? frame.getAttribute("src")) !== address) {
    frame.contentWindow.location.replace(address);
    frame.dataset.address = address;
  }
  frame.dataset.key = wanted.dataset.key;
  for (const name of [".side-tabs", ".side-switches"]) old.querySelector(name).replaceWith(next.querySelector(name));
  old.querySelector(".stage").className = next.querySelector(".stage").className;
  return true;
}

// Shows the question that is being written, without moving the page around the frame.
function toQuestion() {
  const frame = byID("frame");
  const inside = frame?.contentDocument;
  const question = frame?.dataset.key && inside?.getElementById(`q-${frame.dataset.key}`)?.closest(".item");
  if (!question) return;
  question.classList.add("chosen");
  const top = question.getBoundingClientRect().top + frame.contentWindow.scrollY;
  frame.contentWindow.scrollTo(0, Math.max(0, top - 40));
}

function say(text) {
  const said = byID("said");
  said.textContent = "";
  // A text that is put in anew is read out anew.
  requestAnimationFrame(() => { said.textContent = text; });
}

async function answer(response, typedBefore) {
  const fresh = parser.parseFromString(await response.text(), "text/html");
  // Asked only now: somebody may type while the body of the answer is still on its way.
  const isQuiet = typedBefore !== undefined && typed !== typedBefore;
  if (!fresh.querySelector(".designer")) {
    location.href = response.url;
    return null;
  }
  const address = new URL(response.url);
  const said = fresh.getElementById("said")?.textContent.trim();
  address.searchParams.delete("said");
  if (response.ok) {
    history.replaceState(null, "", address.pathname + address.search);
  }
  take(fresh, isQuiet);
  const problem = byID("problems").textContent.trim();
  if (problem) byID("problems").focus();
  else if (said) say(said);
  return fresh;
}

// One after the other, each with the revision that the one before has made.
function send(make, after) {
  busy(1);
  const job = queue.then(async () => {
    const body = make();
    // What was to be sent has left the page meanwhile.
    if (!body) return;
    const before = typed;
    const { path, fields } = body;
    try {
      const response = await fetch(path, {
        method: "POST", headers: { "X-CSRF-Token": csrf }, body: new URLSearchParams(fields),
      });
      const fresh = await answer(response, before);
      if (fresh) after?.();
    } catch (error) {
      say(root.dataset.offline ?? String(error));
    }
  });
  queue = job.finally(() => busy(-1));
  return queue;
}

const isEditing = () => typed > saved;
let saved = 0;

function submit(command, after) {
  return send(() => {
    const own = form();
    if (!own) return null;
    saved = typed;
    const fields = [...new FormData(own)].filter(([name]) => name !== "do");
    fields.push(["do", command]);
    return { path: own.action, fields };
  }, after);
}

function submitDocument() {
  clearTimeout(pause);
  return send(() => {
    const own = byID("document-form");
    if (!own) return null;
    const fields = [...new FormData(own)];
    fields.push(["do", "document"]);
    return { path: own.action, fields };
  });
}

async function show(path, after) {
  busy(1);
  try {
    await queue;
    if (isEditing() && form()) await submit("save");
    const response = await fetch(path);
    if (await answer(response)) after?.();
  } finally {
    busy(-1);
  }
}

// MARK: Events

document.addEventListener("submit", event => {
  const owner = event.target;
  if (owner.id === "part-form") {
    event.preventDefault();
    const button = event.submitter;
    run(button?.value || "save", button?.id);
  } else if (owner.id === "document-form") {
    event.preventDefault();
    submitDocument();
  }
});

const firstField = () => byID("part")?.querySelector(".field textarea, .field input:not([type=hidden])");

function run(command, from) {
  const [name] = command.split(":");
  submit(command, () => {
    if (["add", "page", "end"].includes(name)) firstField()?.focus();
    else if (name === "append") byID(from)?.closest(".records")?.querySelector(".record:last-of-type input:not([type=hidden])")?.focus();
    else if (name === "remove" || name === "copy") byID("part-title")?.focus();
  });
}

document.addEventListener("input", event => {
  if (event.target.closest("#part-form, #document-form")) typed += 1;
});

document.addEventListener("change", event => {
  const field = event.target;
  if (field.closest("#part-form") && field.name.includes(":")) {
    typed += 1;
    submit("save");
  } else if (field.id === "text") {
    submitDocument();
  }
});

let pause = 0;
document.addEventListener("input", event => {
  if (event.target.id !== "text" || event.isComposing) return;
  clearTimeout(pause);
  // The form follows the document when its writer pauses.
  pause = setTimeout(submitDocument, 900);
});

document.addEventListener("click", event => {
  const line = event.target.closest("[data-line]");
  if (line) {
    event.preventDefault();
    toLine(Number(line.dataset.line));
    return;
  }
  const fault = event.target.closest("[data-character]");
  if (fault) return toCharacter(fault);
  const link = event.target.closest("a[data-swap]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const field = link.dataset.field;
  show(link.getAttribute("href").split("#")[0], () => {
    if (!field) return byID(link.id)?.focus();
    const found = byID(field) ?? document.querySelector(`[id^="${CSS.escape(field)}"]`) ?? byID("part-title");
    found?.closest("details")?.setAttribute("open", "");
    (found?.matches("input, textarea, select") ? found : found?.querySelector("input:not([type=hidden]), textarea, select, button") ?? byID("part-title"))?.focus();
  });
});

function toCharacter(fault) {
  const input = fault.closest(".field").querySelector("input:not([type=hidden])");
  const at = Number(fault.dataset.character) - 1;
  input.focus();
  input.setSelectionRange(at, Math.min(at + 1, input.value.length));
}

async function toLine(line) {
  if (!byID("text")) await new Promise(done => show(byID("to-document").getAttribute("href"), done));
  const text = byID("text");
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  text.scrollTop = text.scrollHeight * Math.max(0, line - 4) / lines.length;
}

// MARK: The list of parts by keyboard

const entries = () => [...byID("outline").querySelectorAll("[data-entry]")];

function focusEntry(entry) {
  for (const other of entries()) other.tabIndex = other === entry ? 0 : -1;
  entry.focus();
}

const listOf = item => item.parentElement.closest("ol");
const listPath = list => list.dataset.list ?? (list.dataset.ends !== undefined ? "thanks" : "pages");

function move(item, list, at) {
  const from = item.dataset.path;
  const to = `${listPath(list)}[${at}]`;
  if (from === to) return;
  submit(`move:${from}>${to}`, () => {
    const moved = byID("outline").querySelector(`[data-entry="${CSS.escape(to)}"]`);
    if (moved) focusEntry(moved);
  });
}

function moveBy(item, step) {
  const list = listOf(item);
  const siblings = [...list.children];
  const at = siblings.indexOf(item) + step;
  if (at >= 0 && at < siblings.length) return move(item, list, at);
  movePage(item, step);
}

function movePage(item, step) {
  if (!listOf(item).dataset.list) return;
  const lists = [...byID("outline").querySelectorAll("[data-list]")];
  const next = lists[lists.indexOf(listOf(item)) + step];
  if (next) move(item, next, step < 0 ? next.children.length : 0);
}

document.addEventListener("keydown", event => {
  if (event.isComposing) return;
  const entry = event.target.closest?.("[data-entry]");
  if (entry) return entryKey(event, entry);
  const isText = event.target.matches?.("input:not([type=checkbox]), textarea, select");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    if (event.target.id === "text") submitDocument(); else if (form()) submit("save");
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !isText) {
    event.preventDefault();
    if (!byID("undo").disabled) submit("undo");
  }
});

function entryKey(event, entry) {
  const all = entries();
  const at = all.indexOf(entry);
  const item = entry.closest("li");
  const keys = {
    ArrowDown: () => event.altKey ? item && moveBy(item, 1) : all[at + 1] && focusEntry(all[at + 1]),
    ArrowUp: () => event.altKey ? item && moveBy(item, -1) : all[at - 1] && focusEntry(all[at - 1]),
    PageDown: () => event.altKey && item && movePage(item, 1),
    PageUp: () => event.altKey && item && movePage(item, -1),
    Home: () => focusEntry(all[0]),
    End: () => focusEntry(all.at(-1)),
    Delete: () => item && submit(`remove:${item.dataset.path}`, () => {
      const left = entries();
      focusEntry(left[Math.min(at, left.length - 1)]);
    }),
    z: () => (event.ctrlKey || event.metaKey) && !byID("undo").disabled && submit("undo"),
    d: () => (event.ctrlKey || event.metaKey) && item && submit(`copy:${item.dataset.path}`),
  };
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isPlain = key.length > 1 || event.ctrlKey || event.metaKey;
  if (!keys[key] || !isPlain || (key.startsWith("Page") && !event.altKey)) return;
  event.preventDefault();
  keys[key]();
}

// MARK: Dragging

function prepare() {
  const frame = byID("frame");
  if (frame && !frame.dataset.followed) {
    frame.dataset.followed = "1";
    frame.addEventListener("load", toQuestion);
    toQuestion();
  }
  const current = entries().find(entry => entry.getAttribute("aria-current")) ?? entries()[0];
  for (const entry of entries()) entry.tabIndex = entry === current ? 0 : -1;
  for (const input of document.querySelectorAll("[data-condition]")) complete(input, names());
  if (!window.Sortable || !form()) return;
  for (const list of byID("outline").querySelectorAll("[data-list], [data-pages], [data-ends]")) {
    if (Sortable.get(list)) continue;
    const group = list.dataset.list !== undefined ? "items" : list.dataset.pages !== undefined ? "pages" : "ends";
    Sortable.create(list, {
      group, handle: ".grip", animation: 120, draggable: ">li", forceFallback: true, fallbackTolerance: 3, onEnd: event => {
        if (event.from === event.to && event.oldDraggableIndex === event.newDraggableIndex) return;
        move(event.item, event.to, event.newDraggableIndex);
      },
    });
  }
}

const names = () => { try { return JSON.parse(form().dataset.names); } catch { return []; } };

prepare();
