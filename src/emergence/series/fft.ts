// Discrete Fourier transform of any length. Imports nothing.

/**
 * X(k) = Σ x(j) exp(-2πi jk / n), in place, for any n: radix 2 where n is a power of two (Cooley & Tukey 1965), else as a
 * convolution of such (Bluestein 1970). Cost O(n log n); error about 1e-15 log n of the largest value.
 *
 * @param re real parts, overwritten
 * @param im imaginary parts, of the same length, overwritten
 * @see doi:10.1090/S0025-5718-1965-0178586-1, doi:10.1109/TAU.1970.1162132
 */
export function fft(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  if (n < 2) return;
  if ((n & (n - 1)) === 0) radix2(re, im);
  else bluestein(re, im);
}

/** The inverse of {@link fft}, 1/n included: the transform with the parts exchanged. */
export function inverseFft(re: Float64Array, im: Float64Array): void {
  fft(im, re);
  for (let i = 0; i < re.length; i++) {
    re[i] /= re.length;
    im[i] /= re.length;
  }
}

function radix2(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [re[i], re[j]] = [re[j], re[i]];
    [im[i], im[j]] = [im[j], im[i]];
  }
  const half = n >> 1;
  const cos = new Float64Array(half);
  const sin = new Float64Array(half);
  for (let k = 0; k < half; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / n);
    sin[k] = -Math.sin((2 * Math.PI * k) / n);
  }
  for (let size = 1; size < n; size *= 2) {
    const step = half / size;
    for (let start = 0; start < n; start += 2 * size) {
      for (let k = 0; k < size; k++) {
        const a = start + k;
        const b = a + size;
        const c = cos[k * step];
        const s = sin[k * step];
        const x = re[b] * c - im[b] * s;
        const y = re[b] * s + im[b] * c;
        re[b] = re[a] - x;
        im[b] = im[a] - y;
        re[a] += x;
        im[a] += y;
      }
    }
  }
}

/** With jk = (j² + k² - (k - j)²) / 2 the transform is a convolution with the chirp exp(πi j² / n). */
function bluestein(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const cos = new Float64Array(n);
  const sin = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const turn = (Math.PI * ((j * j) % (2 * n))) / n; // j² < 2^53 for every n that fits in memory
    cos[j] = Math.cos(turn);
    sin[j] = Math.sin(turn);
  }
  const ar = new Float64Array(size);
  const ai = new Float64Array(size);
  const br = new Float64Array(size);
  const bi = new Float64Array(size);
  for (let j = 0; j < n; j++) {
    ar[j] = re[j] * cos[j] + im[j] * sin[j];
    ai[j] = im[j] * cos[j] - re[j] * sin[j];
    br[j] = br[(size - j) % size] = cos[j];
    bi[j] = bi[(size - j) % size] = sin[j];
  }
  radix2(ar, ai);
  radix2(br, bi);
  for (let i = 0; i < size; i++) {
    const x = ar[i] * br[i] - ai[i] * bi[i];
    ai[i] = ar[i] * bi[i] + ai[i] * br[i];
    ar[i] = x;
  }
  inverseFft(ar, ai);
  for (let k = 0; k < n; k++) {
    re[k] = ar[k] * cos[k] + ai[k] * sin[k];
    im[k] = ai[k] * cos[k] - ar[k] * sin[k];
  }
}
