// Keyboard and screen reader keep their place: focus on something that is drawn away goes to what is sensible instead.
//
// In the HTML: data-regain marks a section, or a part, that takes the focus which is lost within it.

const STOPS = 'a[href], button, input, select, summary, [tabindex="0"]';

function stops(part) {
  return [...part.querySelectorAll(STOPS)].filter(node => node.getClientRects().length);
}

// A disabled element could not hold the focus: this one is off until the server says otherwise.
export function wait(node) {
  if (!node.hasAttribute('disabled')) return;
  node.removeAttribute('disabled');
  node.setAttribute('aria-disabled', 'true');
}

// Call before parts are drawn anew; what it gives, call afterwards.
export function keeping(parts) {
  const node = document.activeElement, part = node && node.closest('[data-part]');
  if (!part || !(part.dataset.part in parts)) return () => {};
  const around = node.closest('dialog') || part, place = stops(around).indexOf(node);
  return () => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const section = around.matches('[data-regain]') ? around : around.querySelector('[data-regain]');
    const left = stops(around), next = left[Math.min(Math.max(place, 0), left.length - 1)];
    if (section || !next) (section || document.getElementById('abm-main')).focus({ preventScroll: true });
    else {
      wait(next);
      next.focus();
    }
  };
}
