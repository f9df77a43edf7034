// Turns what stands on the page into what is wanted, changing only what differs: it is quick, and focus, what is being
// typed, open dialogues and tooltips stay where they are.
//
// In the HTML: data-keep="open style" names attributes that belong to the browser; data-own marks an element whose
// attributes and content all do.

import { wait } from './focus.js';

const TOLD_APART = ['id', 'data-picture', 'data-view-shown', 'data-lever', 'data-problem', 'data-scene'];

function another(old, wanted) {
  if (old.nodeName !== wanted.nodeName) return true;
  if (old.nodeType !== Node.ELEMENT_NODE) return false;
  return TOLD_APART.some(name => old.getAttribute(name) !== wanted.getAttribute(name));
}

export function become(node, wanted, held = () => false) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== wanted.data) node.data = wanted.data;
    return;
  }
  if (node.hasAttribute('data-own') && wanted.hasAttribute('data-own')) return;
  if (node.nodeName === 'g' && node.isEqualNode(wanted)) return;  // part of a picture; no field holds anything in it
  if (node === document.activeElement) wait(wanted);
  const keep = (wanted.getAttribute('data-keep') || '').split(' ');
  const waits = held(node, wanted);
  const stays = name => keep.includes(name) || (waits && ['value', 'checked', 'selected', 'data-act'].includes(name));
  for (const { name } of [...node.attributes]) {
    if (!wanted.hasAttribute(name) && !stays(name)) node.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (node.getAttribute(name) !== value && !stays(name)) node.setAttribute(name, value);
  }
  const before = [...node.childNodes], after = [...wanted.childNodes];
  after.forEach((child, place) => {
    const old = before[place];
    if (!old) node.appendChild(child);
    else if (another(old, child)) node.replaceChild(child, old);
    else become(old, child, waits ? () => true : held);
  });
  before.slice(after.length).forEach(child => child.remove());
  if (!waits) fill(node, wanted);
}

function fill(node, wanted) {  // what a field holds is not what its attribute says
  if (node.nodeName === 'INPUT') {
    if (node.type === 'checkbox') node.checked = wanted.hasAttribute('checked');
    else if (node.type !== 'file' && wanted.hasAttribute('value') && node.value !== wanted.getAttribute('value')) {
      node.value = wanted.getAttribute('value');
    }
  } else if (node.nodeName === 'SELECT') {
    const chosen = [...node.options].find(item => item.hasAttribute('selected'));
    if (chosen && !chosen.selected) chosen.selected = true;
  }
}
