import { type Chart, drawable, type Quantity, sentences } from './chart.ts';
import { type Curve, curvesChart } from './curves.ts';
import { ROLE } from './palette.ts';
import { band } from './quantile.ts';

export interface FittedCurvesOptions {
  name: string;
  title: string;
  caption?: string;
  x: Quantity;
  y: Quantity;
  data: readonly { x: number; y: number }[];
  /** Places where every fitted curve is given, ascending. */
  at: readonly number[];
  /** One curve for each fit (seed), each as long as `at`. */
  fits: readonly ArrayLike<number>[];
}

/** Single curves drawn besides their band. */
const CURVES_SHOWN = 20;

/** Measured points with the curves fitted to them: their median, their 10-90 % band, and some of them one by one. */
export function fittedCurves({ name, title, caption, x, y, data, at, fits }: FittedCurvesOptions): Chart {
  const bands = at.map((_, k) => band(fits.map((fit) => fit[k])));
  const several = fits.length > 1;
  const shown =
    fits.length <= CURVES_SHOWN ? fits : Array.from({ length: CURVES_SHOWN }, (_, k) => fits[Math.floor((k * fits.length) / CURVES_SHOWN)]);
  const thin: Curve[] = several
    ? shown.map((fit) => ({ colour: ROLE.fit, points: at.map((place, k) => ({ x: place, y: drawable(fit[k]) })) }))
    : [];
  const label = several ? `median of ${fits.length} fits` : 'fit';
  return curvesChart({
    name,
    title,
    caption: sentences(
      caption ?? 'The fit is good where the points lie on the curve.',
      several && 'The band holds the middle 80 % of the fits; a narrow band means that all seeds agree.',
      shown.length < fits.length && `Thin lines: ${shown.length} of the ${fits.length} fits.`,
    ),
    x,
    y,
    areas: several
      ? [
          {
            label: '10–90 % of fits',
            colour: ROLE.fit,
            points: at.map((place, k) => ({ x: place, low: bands[k]?.low ?? null, high: bands[k]?.high ?? null })),
          },
        ]
      : [],
    curves: [...thin, { label, colour: ROLE.fit, points: at.map((place, k) => ({ x: place, y: bands[k]?.median ?? null })) }],
    dots: [{ label: 'data', colour: ROLE.measured, points: data }],
  });
}
