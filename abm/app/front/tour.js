// The tour of a first visit: steps one after the other, each beside what it speaks of.

const SEEN = 'abm-tour-seen';
let place = 0;

const dialog = () => document.querySelector('dialog[data-name=tour]');

export function guide() {
  document.addEventListener('click', event => {
    const act = event.target.closest('[data-act]')?.dataset.act;
    if (act === 'tour') setTimeout(start);  // after the dialogue it stands in has closed
    if (act === 'tour-next') to(place + 1);
    if (act === 'tour-back') to(place - 1);
  });
  document.addEventListener('keydown', event => {
    if (!dialog()?.open) return;
    if (event.key === 'ArrowRight') to(place + 1);
    if (event.key === 'ArrowLeft' && place) to(place - 1);
  });
  document.addEventListener('close', event => { if (event.target === dialog()) end(); }, true);
  document.addEventListener('abm-shown', first);
}

function first(event) {  // when the page has been drawn for the first time
  if (!event.detail.parts?.tour) return;
  document.removeEventListener('abm-shown', first);
  let seen = true;
  try { seen = localStorage.getItem(SEEN); } catch { /* a browser that remembers nothing is shown nothing */ }
  if (!seen) setTimeout(start, 600);
}

function start() {
  if (dialog().open) return;
  dialog().showModal();
  to(0);
}

function to(wanted) {
  unlight();
  const steps = [...dialog().querySelectorAll('[data-tour-step]')];
  if (wanted >= steps.length) {
    dialog().close();
    return;
  }
  place = wanted;
  steps.forEach((step, at) => { step.hidden = at !== place; });
  dialog().setAttribute('aria-labelledby', steps[place].querySelector('h2').id);
  const target = document.querySelector(steps[place].dataset.target);
  steps[place].querySelector('[data-act=tour-next]').focus();
  if (!target) return;
  target.classList.add('abm-lit');
  target.scrollIntoView({ block: 'nearest' });
  requestAnimationFrame(() => beside(target));
}

function beside(target) {  // under the thing it speaks of where there is room, else where there is most
  const around = target.getBoundingClientRect(), own = dialog().getBoundingClientRect();
  const right = Math.max(12, innerWidth - own.width - 12), low = Math.max(12, innerHeight - own.height - 12);
  const below = around.bottom + 12 <= low, left = below ? around.left : around.right + 12;
  Object.assign(dialog().style, {
    left: Math.min(right, Math.max(12, left)) + 'px',
    top: Math.min(low, Math.max(76, below ? around.bottom + 12 : around.top)) + 'px',
  });
}

function unlight() {
  document.querySelectorAll('.abm-lit').forEach(item => item.classList.remove('abm-lit'));
}

function end() {
  unlight();
  try { localStorage.setItem(SEEN, 'yes'); } catch { /* as above */ }
}
