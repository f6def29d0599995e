const PREFIXES = ['p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P'];
const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** Units that take a prefix: 0.0021 s is 2.1 ms. */
const PREFIXED = new Set(['s', 'B', 'Hz', 'FLOP/s', 'm', 'g', 'W', 'J']);

/**
 * A number as a person wants to read it: significant digits, thousands separated, SI prefix or power of ten where it is
 * shorter. Whole numbers below a million keep all their digits. Not for machines: write those the number itself.
 *
 * @param value anything; what is not a finite number reads as a dash or as the word infinite
 * @param options.digits significant digits, 1 to 15, by default 4
 * @param options.unit appended after a no-break space; s, B, Hz, m, g, W, J and FLOP/s take SI prefixes
 * @example roundForPeople(1234567) // '1.235 million'
 * @example roundForPeople(0.00213, { unit: 's' }) // '2.13 ms'
 */
export function roundForPeople(value: number | null | undefined, options: { digits?: number; unit?: string } = {}): string {
  const { digits = 4, unit = '' } = options;
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const sign = value < 0 ? '−' : '';
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return `${sign}infinite`;
  const tail = unit === '' ? '' : unit === '%' ? '\u202f%' : `\u00a0${unit}`;
  if (size === 0) return `0${tail}`;
  const rounded = Number(size.toPrecision(digits));
  if (PREFIXED.has(unit) && rounded >= 1e-12 && rounded < 1e18) return `${sign}${prefixed(rounded, digits)}${unit}`;
  return `${sign}${plain(size, rounded, digits)}${tail}`;
}

function prefixed(rounded: number, digits: number): string {
  const step = Math.min(5, Math.max(-4, Math.floor(exponentOf(rounded) / 3)));
  // Dividing by a whole power of ten is correctly rounded; multiplying by a negative one is not.
  const scaled = step < 0 ? rounded * 10 ** (-3 * step) : rounded / 10 ** (3 * step);
  return `${grouped(scaled, digits)}\u00a0${PREFIXES[step + 4]}`;
}

function plain(size: number, rounded: number, digits: number): string {
  if (size < 1e6 && Math.round(size) < 1e6 && rounded >= 1e-3) return grouped(size, digits);
  if (rounded >= 1e6 && rounded < 1e9) return `${grouped(rounded / 1e6, digits)}\u00a0million`;
  if (rounded >= 1e9 && rounded < 1e12) return `${grouped(rounded / 1e9, digits)}\u00a0billion`;
  if (size < 1e6 && rounded >= 1e-3) return `1\u00a0million`; // 999,999.9 has no shorter neighbour below
  const [mantissa, power] = size.toExponential(digits - 1).split('e'); // rounded may be beyond the largest number
  return `${trimmed(mantissa)}\u00a0×\u00a010${superscript(Number(power))}`;
}

/** At least all digits before the point, at most `digits` significant ones, no trailing zeros. */
function grouped(size: number, digits: number): string {
  const decimals = Math.min(100, Math.max(0, digits - 1 - exponentOf(Number(size.toPrecision(digits)))));
  const [whole, fraction] = size.toFixed(decimals).split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? separated : trimmed(`${separated}.${fraction}`);
}

function trimmed(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

function exponentOf(size: number): number {
  return size === 0 ? 0 : Number(size.toExponential().split('e')[1]);
}

/** An integer in raised digits: −12 reads ⁻¹². */
export function superscript(power: number): string {
  return [...String(power)].map((c) => (c === '-' ? '⁻' : SUPERSCRIPT[Number(c)])).join('');
}
