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

let typedAt = 0;

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
    typedAt = Date.now();
    timer ??= setTimeout(keep, 1500);
  });
  area.addEventListener("blur", keep);
  // Sending takes the draft away; keeping it once more would bring it back.
  area.form.addEventListener("submit", () => { clearTimeout(timer); kept = area.value; });
}

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

const notice = document.querySelector("[data-presence]");
async function look() {
  if (document.hidden) return;
  try {
    const answer = await put(notice.dataset.presence, { typing: Date.now() - typedAt < 15_000 });
    if (!answer.ok) return;
    const { others } = await answer.json();
    const typing = others.filter(one => one.typing);
    const who = (typing.length ? typing : others).map(one => one.name).join(", ");
    const text = typing.length ? notice.dataset.typing : notice.dataset.viewing;
    notice.textContent = text.replace("{names}", who);
    notice.hidden = others.length === 0;
    notice.classList.toggle("warn", typing.length > 0);
  } catch {
    notice.hidden = true;
  }
}
if (notice) {
  look();
  setInterval(look, 10_000);
  document.addEventListener("visibilitychange", look);
}

// When the moment is over the reply is in the thread: show it, unless somebody is writing.
for (const waiting of document.querySelectorAll(".waiting-send")) {
  const left = Math.max(0, new Date(waiting.dataset.due) - Date.now());
  setTimeout(() => {
    const writes = [...document.querySelectorAll("textarea[data-draft]")]
      .some(area => area.value && document.activeElement === area);
    if (writes) waiting.remove(); else location.reload();
  }, left + 2000);
}
