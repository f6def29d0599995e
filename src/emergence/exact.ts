// Values that are known in closed form, to check measurements against. Imports measure.ts.

import { LabError } from '../errors.ts';
import { found, type Measured } from './measure.ts';

/**
 * Critical temperature of the Ising model on the infinite square lattice without a field, T = 2 J / (k ln(1 + √2)).
 *
 * @param coupling J > 0, energy of a pair of unlike neighbours less that of like ones, halved; 1 when left out
 * @returns in units of the coupling over Boltzmann's constant: 2.269185… J / k
 * @throws LabError E_METRIC unless the coupling is finite and > 0
 * @see Onsager, Phys. Rev. 65:117 (1944). doi:10.1103/PhysRev.65.117
 */
export function isingCriticalTemperature(coupling = 1): Measured<number> {
  if (!(coupling > 0 && coupling < Infinity))
    throw new LabError(
      'E_METRIC',
      `coupling must be finite and > 0, but got ${coupling}. An antiferromagnet has the same temperature at -J.`,
    );
  const convention = `square lattice, nearest neighbours, no field, coupling J = ${coupling}`;
  return found((2 * coupling) / Math.log1p(Math.SQRT2), { units: 'J/k_B', convention });
}
