// Keeps parts of a page up to date without reload. An element says what it waits for and where its
// content comes from: <div data-live="answers" data-live-src="/today/answers">. It is left alone
// while the reader is in it, and everything rests while the page is not seen.
const places = [...document.querySelectorAll("[data-live]")].map(element => ({
  element, topics: element.dataset.live.split(" "), source: element.dataset.liveSrc,
  isStale: false, isBusy: false, last: 0,
}));
const leastPause = 1_000;
let source = null;

function isInUse(element) {
  if (element.contains(document.activeElement)) return true;
  const selection = document.getSelection();
  return Boolean(selection && !selection.isCollapsed && element.contains(selection.anchorNode));
}

async function refresh(place) {
  if (!place.isStale || place.isBusy || document.hidden) return;
  const wait = place.last + leastPause - Date.now();
  if (wait > 0 || isInUse(place.element)) {
    setTimeout(() => refresh(place), Math.max(wait, 500));
    return;
  }
  place.isBusy = true;
  place.isStale = false;
  place.last = Date.now();
  try {
    const answer = await fetch(place.source, { headers: { "Accept": "text/html" } });
    // A session that is over leads elsewhere: the page stays as it is until it is opened again.
    if (answer.ok && !answer.redirected) {
      const text = await answer.text();
      if (text !== place.text && !isInUse(place.element)) {
        place.text = text;
        place.element.innerHTML = text;
        document.dispatchEvent(new CustomEvent("nuo:fresh", { detail: place.element }));
      }
    }
  } catch {
    place.isStale = true;
  } finally {
    place.isBusy = false;
    if (place.isStale) setTimeout(() => refresh(place), 5_000);
  }
}

function touch(topic) {
  for (const place of places) {
    if (topic && !place.topics.includes(topic)) continue;
    place.isStale = true;
    refresh(place);
  }
}

function connect() {
  if (source || places.length === 0) return;
  source = new EventSource("/live");
  for (const topic of new Set(places.flatMap(place => place.topics))) {
    source.addEventListener(topic, () => touch(topic));
  }
}

function disconnect() {
  source?.close();
  source = null;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    disconnect();
  } else {
    connect();
    touch();
  }
});
addEventListener("pagehide", disconnect);
addEventListener("pageshow", event => { if (event.persisted) { connect(); touch(); } });
if (!document.hidden) connect();
