// What a visitor does: an element says in data-send what the server is to hear of it, and a field adds what it holds.

const WAIT = 3000;  // milliseconds that a field keeps what was sent, while the server answers with older frames
const TURN = 2000;
const pending = new Map();  // by data-key: what is in the field, and when it was sent

const number = text => Number(String(text).replace(',', '.'));
const same = (one, other) => one === other || (one !== '' && other !== '' && number(one) === number(other));

// Whether an element may not be used now; the one that has the focus stays able to have it (morph.js).
const off = node => node.disabled || node.getAttribute('aria-disabled') === 'true';

function holds(node) {  // what a field holds, as it would be sent
  return node.type === 'checkbox' ? String(node.checked) : node.value;
}

function wants(node) {
  if (node.nodeName === 'SELECT') return (node.querySelector('option[selected]') || {}).value;
  return node.type === 'checkbox' ? String(node.hasAttribute('checked')) : node.getAttribute('value');
}

// Whether an element keeps what it holds, although the server's frame says something else.
export function held(node, wanted) {
  const key = node.dataset && (node.dataset.key || (node.hasAttribute('data-turn') && 'turn'));
  const kept = key && pending.get(key);
  if (!kept) return false;
  if (key === 'turn') {
    if (wanted.dataset.act !== kept.value && Date.now() - kept.sent < TURN) return true;
  } else {
    if (kept.sent === 0 && document.activeElement && document.activeElement.dataset.key === key) return true;
    if (kept.sent && !same(kept.value, wants(wanted)) && Date.now() - kept.sent < WAIT) return true;
  }
  if (key === 'turn' || wanted.type !== 'range') pending.delete(key);  // a slider comes before the field beside it
  return false;
}

function note(node, sent) {
  if (node.dataset.key) pending.set(node.dataset.key, { value: holds(node), sent });
}

function beside(node) {  // slider and field of one lever say the same
  for (const other of document.querySelectorAll(`[data-key="${CSS.escape(node.dataset.key)}"]`)) {
    if (other === node) continue;
    if (other.type === 'range') other.value = String(node.value).replace(',', '.');
    else if (node.type === 'range') other.value = node.value.replace('.', other.dataset.mark || '.');
  }
}

export function heed(send) {
  document.addEventListener('click', event => {
    const turned = event.target.closest('[data-turn]');
    if (turned && !off(turned)) {  // the button turns at once, so that a second click means what it says
      const playing = turned.dataset.act === 'play';
      turned.dataset.act = playing ? 'pause' : 'play';
      pending.set('turn', { value: turned.dataset.act, sent: Date.now() });
      send({ do: 'play', playing });
      return;
    }
    const found = event.target.closest('button[data-send], a[data-send], [role=button][data-send]');
    if (!found || off(found)) return;
    if (event.detail > 1 && found.hasAttribute('data-once')) return;
    if (found.nodeName === 'A') event.preventDefault();
    send(JSON.parse(found.dataset.send));
  });
  document.addEventListener('input', event => {
    const node = event.target;
    if (!node.dataset.key || node.nodeName !== 'INPUT' || node.type === 'checkbox' || off(node)) return;
    note(node, 0);
    beside(node);
  }, true);
  document.addEventListener('change', event => {
    const node = event.target;
    if (!node.dataset.send || node.type === 'file' || off(node)) return;
    note(node, Date.now());
    if (node.nodeName === 'INPUT' && node.type !== 'checkbox') beside(node);
    const usual = node.selectedOptions && node.selectedOptions[0] && node.selectedOptions[0].dataset.size;
    const size = usual && node.form && node.form.elements.size;
    if (size) size.value = usual;  // at once, so that a click right after it strikes so
    const message = JSON.parse(node.dataset.send);
    send(node.type === 'checkbox' ? { ...message, on: node.checked } : { ...message, value: node.value });
  }, true);
  let last = '', at = 0;
  document.addEventListener('submit', event => {
    const form = event.target;
    event.preventDefault();
    if (event.submitter && off(event.submitter)) return;
    if (!form.dataset.send) return;
    const message = { ...JSON.parse(form.dataset.send), ...Object.fromEntries(new FormData(form)) };
    const text = JSON.stringify(message), now = Date.now();
    if (text !== last || now - at > 700) send(message);  // a double click strikes once
    [last, at] = [text, now];
  });
  document.addEventListener('keydown', event => {
    const tabs = event.target.closest && event.target.closest('[role=tablist]');
    if (!tabs) return;
    const all = [...tabs.querySelectorAll('[role=tab]')], last = all.length - 1;
    const place = all.indexOf(event.target.closest('[role=tab]'));
    const places = { ArrowRight: place < last ? place + 1 : 0, ArrowLeft: place ? place - 1 : last, Home: 0, End: last };
    if (!(event.key in places)) return;
    event.preventDefault();
    all[places[event.key]].focus();
    all[places[event.key]].click();
  });
}
