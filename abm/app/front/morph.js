// Turns what stands on the page into what is wanted, changing only what differs: it is quick, and focus, what is being
// typed, open dialogues and tooltips stay where they are.
//
// In the HTML: data-keep="open style" names attributes that belong to the browser; data-own marks an element whose
// attributes and content all do.

import { wait } from './focus.js';

const TOLD_APART = ['id', 'data-picture', 'data-view-shown', 'data-lever', 'data-problem', 'data-scene'];
const LIVE = 'input, select, textarea, [data-turn]';  // hold something that their HTML does not say

function another(old, wanted) {
  if (old.nodeName !== wanted.nodeName) return true;
  if (!(old instanceof HTMLElement)) return false;
  return TOLD_APART.some(name => old.getAttribute(name) !== wanted.getAttribute(name));
}

export function become(node, wanted, held = () => false) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== wanted.data) node.data = wanted.data;
    return;
  }
  if (node.hasAttribute('data-own') && wanted.hasAttribute('data-own')) return;
  if (node.isEqualNode(wanted) && !node.matches(LIVE) && !node.querySelector(LIVE)) return;
  if (node === document.activeElement) wait(wanted);
  const keep = (wanted.getAttribute('data-keep') || '').split(' ');
  const waits = node instanceof HTMLElement && held(node, wanted);
  const stays = name => keep.includes(name) || (waits && ['value', 'checked', 'selected', 'data-act'].includes(name));
  for (const name of node.getAttributeNames()) {
    if (!wanted.hasAttribute(name) && !stays(name)) node.removeAttribute(name);
  }
  for (const name of wanted.getAttributeNames()) {
    const value = wanted.getAttribute(name);
    if (node.getAttribute(name) !== value && !stays(name)) node.setAttribute(name, value);
  }
  let old = node.firstChild, child = wanted.firstChild;
  while (child) {
    const [then, next] = [old && old.nextSibling, child.nextSibling];
    if (!old) node.appendChild(child);
    else if (another(old, child)) node.replaceChild(child, old);
    else become(old, child, waits ? () => true : held);
    [old, child] = [then, next];
  }
  while (old) {
    const then = old.nextSibling;
    old.remove();
    old = then;
  }
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
