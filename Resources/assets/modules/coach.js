// Reads the draft of a reply while it is written and says how it could be said better. It waits
// until one stops typing, and says nothing while an input method composes.
const area = document.querySelector("textarea[data-coach]");
const box = document.getElementById("coach");
const words = JSON.parse(box.dataset.words);
const csrf = document.querySelector("input[name=csrf]")?.value ?? "";
let timer = null;
let asked = 0;
let read = null;

function line(strong, rest, tone) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.className = `chip ${tone}`;
  name.textContent = strong;
  item.append(name, " ", rest);
  return item;
}

function show(answer) {
  const list = document.createElement("ul");
  list.className = "coach-list";
  for (const one of answer.advice) {
    list.append(line(`${words.fault[one.fault]} · ${one.words}`, one.better, "warn"));
  }
  if (answer.missing.length) {
    list.append(line(words.missing, answer.missing.map(part => words.part[part]).join(words.comma), ""));
  }
  if (!list.children.length) list.append(line(words.good, "", "good"));
  box.replaceChildren(list);
}

async function ask() {
  const text = area.value;
  if (text === read) return;
  read = text;
  if (!text.trim()) return box.replaceChildren();
  const turn = ++asked;
  const answer = await fetch("/api/v1/draft-advice", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, "Accept": "application/json" },
    body: JSON.stringify({ text, case: area.dataset.coach }),
  });
  if (!answer.ok) { read = null; return; }
  const advice = await answer.json();
  if (turn === asked) show(advice);
}

function later(event) {
  if (event?.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(() => ask().catch(() => { read = null; }), 400);
}

area.addEventListener("input", later);
area.addEventListener("compositionend", () => later());
later();
