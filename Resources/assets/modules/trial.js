// The tester without page loads: whatever is answered in the frame is explained at once.
const frame = document.getElementById("sheet");
const parser = new DOMParser();
let newest = 0;

async function explain(form) {
  const turn = newest += 1;
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "") query.append(name, value);
  const path = `${form.getAttribute("action")}?${query}`;
  const fresh = parser.parseFromString(await (await fetch(path)).text(), "text/html");
  if (turn !== newest) return;
  const [old, next] = [document.getElementById("why"), fresh.getElementById("why")];
  if (!next) return;
  old.replaceWith(next);
  history.replaceState(null, "", path);
  dim();
}

// What these answers do not lead to stays in sight, but dimmed.
function dim() {
  const sheet = frame.contentDocument;
  for (const item of document.querySelectorAll("#why [data-item]")) {
    const line = sheet.querySelector(`[data-line-key="${CSS.escape(item.dataset.item)}"]`);
    line?.classList.toggle("left-out", !item.dataset.shown);
  }
}

function follow() {
  const form = frame?.contentDocument?.querySelector("form");
  if (!form || form.dataset.followed) return;
  form.dataset.followed = "1";
  form.addEventListener("change", () => explain(form));
  form.addEventListener("submit", event => {
    event.preventDefault();
    explain(form);
  });
}

frame?.addEventListener("load", follow);
follow();
