// Keeps the numbers of a running import current; reloads once it is over, for the links that
// belong to its end.
const panel = document.querySelector("[data-import]");
const number = new Intl.NumberFormat(document.documentElement.lang);

async function look() {
  const answer = await fetch(`/api/v1/imports/${panel.dataset.import}`, { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const state = await answer.json();
  for (const place of panel.querySelectorAll("[data-count]")) {
    place.textContent = number.format(state[place.dataset.count]);
  }
  if (state.status !== "running") location.reload();
}

setInterval(() => { if (!document.hidden) look().catch(() => {}); }, 1000);
