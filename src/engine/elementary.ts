// Elementary functions whose bits do not depend on the JavaScript engine: only + - * / sqrt, comparisons, integers and bits.
// Names ending in 64 take doubles; names ending in 32 take float32 numbers and round every operation to float32.
// May import the files of elementary/ beside it, which import nothing else.
export { cos32, sin32, tan32 } from './elementary/circular32.ts';
export { cos64, sin64, tan64 } from './elementary/circular64.ts';
export { cosh32, exp32, expm1_32, sinh32, tanh32 } from './elementary/exponential32.ts';
export { cosh64, exp64, expm1_64, sinh64, tanh64 } from './elementary/exponential64.ts';
export { acos32, asin32, atan2_32, atan32 } from './elementary/inverse32.ts';
export { acos64, asin64, atan2_64, atan64 } from './elementary/inverse64.ts';
export { log1p_32, log2_32, log10_32, log32 } from './elementary/logarithm32.ts';
export { log1p_64, log2_64, log10_64, log64 } from './elementary/logarithm64.ts';
export { cbrt32, hypot3_32, hypot32, pow32 } from './elementary/power32.ts';
export { cbrt64, hypot3_64, hypot64, pow64 } from './elementary/power64.ts';
