// One week in all time pictures at once: a line in each, with what A, B and their difference are there.
//
// A time picture is an svg[data-measure] (abm/app/views/readout.py says what it carries). Line and readout stand in a
// layer of their own at the end of the body, so that a picture can be drawn anew, or replaced, under them.
//
//   const crosshair = attach(document.body);   // once; pictures may come and go
//   crosshair.detach();
//
// Whoever wants to know the week, or to set it, uses the event 'abm-week': detail.week is a number, or null for none.

const PICTURES = 'svg[data-measure]';

const TO_THE_EAR = 400; // ms of rest before the week is said

// Numbers and words of a picture.
function read(svg) {
  const data = svg.dataset;
  const numbers = text => (text ? text.split(' ').map(part => (part === '-' ? NaN : +part)) : []);
  return {
    x0: +data.x0, x1: +data.x1, first: +data.first, last: +data.last, weeks: numbers(data.weeks),
    a: numbers(data.a), b: numbers(data.b), d: numbers(data.d), data,
  };
}

// Place of the drawn point nearest to a week; -1 where nothing is drawn.
function nearest(weeks, week) {
  let low = 0;
  let high = weeks.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (weeks[middle] < week) low = middle + 1;
    else high = middle;
  }
  return low > 0 && week - weeks[low - 1] <= weeks[low] - week ? low - 1 : Math.min(low, weeks.length - 1);
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

function weekName(week, data) {
  if (week === -1) return data.beforeOne;
  return week < 0 ? fill(data.before, {weeks: -week}) : fill(data.since, {year: Math.floor(week / 52) + 1, week: week % 52 + 1});
}

function number(value, data, sign) {
  if (!Number.isFinite(value)) return '–';
  const digits = +data.digits;
  const shown = new Intl.NumberFormat(data.language, {
    minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: sign ? 'exceptZero' : 'negative',
  }).format(value);
  return shown.replace('-', '\u2212');
}

// What a picture says of the drawn point nearest to a week.
export function told(svg, week) {
  const {weeks, a, b, d, data} = read(svg);
  const at = nearest(weeks, week);
  if (at < 0) return null;
  const values = {week: weekName(weeks[at], data), a: number(a[at], data), b: number(b[at], data), gap: number(d[at], data, true)};
  return {at, week: weeks[at], text: fill(data.told, values)};
}

// The week under a place on the screen, within the axis.
function weekAt(svg, clientX) {
  const {x0, x1, first, last} = read(svg);
  const box = svg.getBoundingClientRect();
  const x = (clientX - box.left) / box.width * svg.viewBox.baseVal.width;
  return Math.min(last, Math.max(first, first + (x - x0) / (x1 - x0) * (last - first)));
}

function made(parent, style, name) {
  const one = document.createElement('div');
  one.className = name;
  Object.assign(one.style, style); // by script: a strict content policy refuses a style attribute in markup alone
  parent.append(one);
  return one;
}

export function attach(root) {
  const layer = made(document.body, {position: 'fixed', inset: '0', pointerEvents: 'none', zIndex: '5', overflow: 'hidden'},
    'abm-crosshairs');
  layer.hidden = true;
  const ear = made(document.body, {
    position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap',
  }, 'abm-crosshair-told');
  ear.setAttribute('role', 'status');
  ear.setAttribute('aria-live', 'polite');
  let week = null; // that is pointed at
  let own = null; // picture that it was pointed at in
  let due = 0; // redraw that is asked for
  let rest = 0; // timer until it is said

  const pictures = () => [...root.querySelectorAll(PICTURES)];

  function visible(svg) {
    const box = svg.getBoundingClientRect();
    let {left, top, right, bottom} = box;
    for (let one = svg.parentElement; one; one = one.parentElement) { // what scrolls hides what lies outside it
      if (getComputedStyle(one).overflowY === 'visible') continue;
      const edge = one === document.documentElement ? {left: 0, top: 0, right: innerWidth, bottom: innerHeight} : one.getBoundingClientRect();
      [left, top] = [Math.max(left, edge.left), Math.max(top, edge.top)];
      [right, bottom] = [Math.min(right, edge.right), Math.min(bottom, edge.bottom)];
    }
    return box.width && bottom - top > 40 && right > left ? {box, top, bottom} : null;
  }

  function place(svg) {
    const found = told(svg, week);
    const seen = found && visible(svg);
    if (!seen) return;
    const {x0, x1, first, last} = read(svg);
    const scale = seen.box.width / svg.viewBox.baseVal.width;
    const x = seen.box.left + scale * (x0 + (found.week - first) / (last - first) * (x1 - x0));
    const top = Math.max(seen.top, seen.box.top + 95 * scale);
    const line = made(layer, {
      position: 'absolute', left: `${x}px`, top: `${top}px`, height: `${Math.max(0, seen.bottom - top)}px`, width: '0',
      borderLeft: '1px solid #1f2933',
    }, 'abm-crosshair');
    line.dataset.measure = svg.dataset.measure;
    line.dataset.week = found.week;
    const words = made(layer, {
      position: 'absolute', top: `${top}px`, background: '#1f2933', color: '#fff', font: '12.5px/1.5 system-ui, sans-serif',
      padding: '1px 7px', borderRadius: '4px', whiteSpace: 'nowrap', left: '0',
    }, 'abm-crosshair-readout');
    words.textContent = found.text;
    const width = words.offsetWidth;
    const room = Math.min(x - width / 2, seen.box.right - width);
    words.style.left = `${Math.max(seen.box.left, 2, room)}px`;
  }

  function redraw() {
    due = 0;
    layer.replaceChildren();
    layer.hidden = week === null;
    if (week !== null) pictures().forEach(place);
  }

  function ask() {
    if (!due) due = requestAnimationFrame(redraw);
  }

  function say(now) {
    clearTimeout(rest);
    const speak = () => {
      const svg = own && own.isConnected ? own : pictures()[0];
      const found = week !== null && svg ? told(svg, week) : null;
      ear.textContent = found ? found.text : '';
    };
    if (now) speak();
    else rest = setTimeout(speak, TO_THE_EAR);
  }

  function show(next, svg, now) {
    own = svg;
    root.dispatchEvent(new CustomEvent('abm-week', {bubbles: true, detail: {week: next, now}}));
  }

  function onWeek(event) {
    const next = event.detail ? event.detail.week : null;
    week = Number.isFinite(next) ? next : null;
    say(Boolean(event.detail && event.detail.now));
    ask();
  }

  const within = event => (event.target instanceof Element ? event.target.closest(PICTURES) : null);

  function onPointer(event) {
    const svg = within(event);
    const found = svg && told(svg, weekAt(svg, event.clientX));
    if (found && found.week !== week) show(found.week, svg, false);
  }

  function onOut(event) {
    const to = event.relatedTarget instanceof Element ? event.relatedTarget.closest(PICTURES) : null;
    if (within(event) && !to && event.pointerType !== 'touch' && week !== null) show(null, null, true);
  }

  function onFocus(event) {
    const svg = within(event);
    if (!svg || !svg.matches(':focus-visible')) return;
    const {weeks} = read(svg);
    if (week === null && weeks.length) show(weeks[weeks.length - 1], svg, true);
  }

  function onBlur(event) {
    if (within(event) && week !== null) show(null, null, true);
  }

  function onKey(event) {
    const svg = within(event);
    if (!svg || event.altKey || event.ctrlKey || event.metaKey) return;
    const {weeks} = read(svg);
    const at = nearest(weeks, week === null ? Infinity : week);
    const year = Math.max(1, nearest(weeks, weeks[0] + 52));
    const to = {
      ArrowLeft: at - 1, ArrowRight: at + 1, PageDown: at - year, PageUp: at + year, Home: 0, End: weeks.length - 1,
    }[event.key];
    if (event.key === 'Escape' && week !== null) show(null, null, true);
    else if (to === undefined || at < 0) return;
    else show(weeks[Math.min(weeks.length - 1, Math.max(0, to))], svg, true);
    event.preventDefault();
    event.stopPropagation();
  }

  const again = () => {
    if (week !== null) ask();
  };
  const drawn = new MutationObserver(again);
  drawn.observe(root, {subtree: true, childList: true, attributes: true, attributeFilter: ['data-weeks', 'data-measure']});
  const heard = [
    [root, 'pointermove', onPointer], [root, 'pointerdown', onPointer], [root, 'pointerout', onOut], [root, 'focusin', onFocus],
    [root, 'focusout', onBlur], [root, 'keydown', onKey], [root, 'abm-week', onWeek],
  ];
  heard.forEach(([where, what, act]) => where.addEventListener(what, act));
  addEventListener('scroll', again, true);
  addEventListener('resize', again);
  return {
    detach() {
      heard.forEach(([where, what, act]) => where.removeEventListener(what, act));
      removeEventListener('scroll', again, true);
      removeEventListener('resize', again);
      drawn.disconnect();
      clearTimeout(rest);
      cancelAnimationFrame(due);
      layer.remove();
      ear.remove();
    },
  };
}
