import type { CalibrationResult } from './result.ts';
export async function writeCalibrationReport(_result: CalibrationResult): Promise<string> {
  return '';
}
