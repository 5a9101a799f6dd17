"""WCAG 2.2 AA as far as a machine can tell: the rules of axe-core, and what they leave out."""
from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(page):
    """What is wrong with the page as it stands."""
    return page.evaluate(AUDIT) + axe(page)


def axe(page, but=()):
    """Faults by the rules of axe-core, with the beginning of what they are about.

    A page of one form needs no more landmarks than its main part.
    """
    response = AXE.run(page, options={
        "runOnly": TAGS, "rules": {"target-size": {"enabled": True}, "region": {"enabled": False}},
        "resultTypes": ["violations"]}).response
    return [f"axe {rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
            for rule in response["violations"] if rule["id"] not in but
            for node in rule["nodes"]]


AUDIT = r"""() => {
  const faults = [];
  const tell = (rule, element, more = '') =>
    faults.push(`${rule}: ${more} ${element?.outerHTML?.slice(0, 110) ?? ''}`.replace(/\s+/g, ' '));
  const style = element => getComputedStyle(element);
  const isShown = element => {
    if (element.closest('[hidden]')) return false;
    const box = element.getBoundingClientRect();
    const own = style(element);
    return box.width > 0 && box.height > 0 && box.right > 0 && own.visibility !== 'hidden' && own.display !== 'none';
  };
  const text = element => {
    if (!element) return '';
    let words = '';
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) words += node.textContent;
      else if (node.nodeType !== Node.ELEMENT_NODE || node.matches('[aria-hidden=true]')) continue;
      else words += ' ' + (node.matches('img') ? node.alt : text(node));
    }
    return words.trim();
  };
  const byIds = ids => ids.split(/\s+/).map(id => text(document.getElementById(id))).join(' ').trim();
  const name = element => {
    const by = element.getAttribute('aria-labelledby');
    if (by) return byIds(by);
    return (element.getAttribute('aria-label') ?? '').trim()
      || [...(element.labels ?? [])].map(text).join(' ').trim()
      || (element.matches('button, a, legend, summary') ? text(element) : '')
      || (element.title ?? '').trim();
  };

  // Names of all that can be worked.
  const controls = [...document.querySelectorAll(
    'input:not([type=hidden]), select, textarea, button, a[href], [tabindex]:not([tabindex="-1"])')]
    .filter(element => isShown(element) && !element.matches('[aria-hidden=true]'));
  for (const control of controls) if (!name(control)) tell('no name', control);
  for (const image of document.querySelectorAll('img'))
    if (!image.hasAttribute('alt')) tell('no alt', image);
  for (const canvas of document.querySelectorAll('canvas'))
    if (isShown(canvas) && !name(canvas)) tell('no name', canvas);

  // What belongs together is a group with a name.
  const sets = new Map();
  for (const input of document.querySelectorAll('input[type=radio], input[type=checkbox]'))
    if (isShown(input)) sets.set(input.name, [...(sets.get(input.name) ?? []), input]);
  for (const [, inputs] of sets) {
    if (inputs[0].type === 'checkbox' && inputs.length === 1) continue;
    const group = inputs[0].closest('fieldset, [role=group], [role=radiogroup]');
    const own = group?.matches('fieldset') ? text(group.querySelector(':scope > legend')) : group && name(group);
    if (!own) tell('no group', inputs[0]);
  }

  // Contrast of words, and of the edges of what can be worked.
  const parse = colour => {
    const parts = colour.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    return { r: parts[0], g: parts[1], b: parts[2], a: parts[3] ?? 1 };
  };
  const over = (top, under) => ({
    r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a),
    b: top.b * top.a + under.b * (1 - top.a), a: 1 });
  const ground = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(parse(style(at).backgroundColor));
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    return layers.reverse().reduce((under, top) => over(top, under),
      dark ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 });
  };
  const light = colour => {
    const [r, g, b] = [colour.r, colour.g, colour.b].map(value => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !isShown(element)) continue;
    if (element.closest('.spoken, option, [aria-hidden=true]:not(.ends)')) continue;
    if (style(element).clipPath !== 'none') continue;
    const under = ground(element);
    const own = style(element);
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) opacity *= Number(style(at).opacity);
    const ink = parse(own.color);
    const found = ratio(over({ ...ink, a: ink.a * opacity }, under), under);
    const size = parseFloat(own.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(own.fontWeight) >= 700);
    if (found < (isLarge ? 3 : 4.5)) tell('contrast', element, found.toFixed(2));
  }
  for (const field of document.querySelectorAll(
    'input[type=text], input[type=email], input[type=tel], input[type=date], input[type=time], select, textarea, .scale label > span')) {
    if (!isShown(field) || field.closest('.stars, .smileys')) continue;
    const around = ground(field.parentElement);
    const edge = ratio(over(parse(style(field).borderTopColor), around), around);
    const inside = ratio(ground(field), around);
    if (Math.max(edge, inside) < 3) tell('edge', field, edge.toFixed(2));
  }

  // Targets of a finger: 24 pixels each way, the label included.
  for (const control of controls) {
    const label = control.labels?.length && control.matches('input') ? control.closest('label') : null;
    const box = (label ?? control).getBoundingClientRect();
    if (control.matches('a') && style(control).display === 'inline') continue;
    if (box.width < 24 || box.height < 24) tell('target', control, `${box.width}×${box.height}`);
  }

  // Order of headings, languages, ids and what refers to them.
  const heads = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(isShown);
  if (heads.filter(head => head.matches('h1')).length !== 1) tell('one h1', document.body.firstElementChild);
  heads.forEach((head, at) => {
    const level = Number(head.tagName[1]);
    if (at && level > Number(heads[at - 1].tagName[1]) + 1) tell('heading order', head);
  });
  if (!/^(en|zh-CN)$/.test(document.documentElement.lang)) tell('lang', document.documentElement);
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  for (const id of ids.filter((id, at) => ids.indexOf(id) !== at)) tell('id twice', document.getElementById(id));
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for'])
    for (const element of document.querySelectorAll(`[${attribute}]`))
      for (const id of element.getAttribute(attribute).split(/\s+/))
        if (!document.getElementById(id)) tell('no such id', element, id);
  const roles = ['alert', 'status', 'group', 'img', 'radiogroup'];
  for (const element of document.querySelectorAll('[role]'))
    if (!roles.includes(element.getAttribute('role'))) tell('role', element);
  if (!document.title.trim()) tell('title', document.head);
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth + 1) tell('scrolls sideways', root, root.scrollWidth);
  // A fault is said in words that its control points to.
  for (const fault of document.querySelectorAll('.fault')) {
    if (!isShown(fault)) continue;
    const teller = [...document.querySelectorAll('[aria-describedby]')]
      .some(element => element.getAttribute('aria-describedby').split(/\s+/).includes(fault.id));
    if (!fault.id || !teller) tell('fault untold', fault);
  }
  return faults;
}"""

# Whether what has the focus shows it, by an outline of its own or of what stands for it, and
# nothing lies over it.
FOCUS = r"""() => {
  const element = document.activeElement;
  if (element === document.body || element.matches('iframe')) return '';
  const shows = one => one && getComputedStyle(one).outlineStyle !== 'none'
    && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  const name = element.outerHTML.slice(0, 120);
  if (!shows(element) && !shows(element.nextElementSibling)) return `no outline: ${name}`;
  const box = element.getBoundingClientRect();
  const inside = (value, end) => Math.max(1, Math.min(end - 2, value));
  const [x, y] = [inside(box.x + box.width / 2, innerWidth), inside(box.y + box.height / 2, innerHeight)];
  const top = document.elementFromPoint(x, y);
  const own = [element, ...(element.labels ?? [])];
  return own.some(one => one.contains(top) || top?.contains(one)) ? '' : `covered: ${name}`;
}"""
