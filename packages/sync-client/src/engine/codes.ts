/** Refusals that are about the device or its login, not about the action that met them: the action stays as it is. */
const ENDING: ReadonlySet<string> = new Set([
  'unauthenticated',
  'device-unknown',
  'device-revoked',
  'protocol-unsupported',
]);

/** True when a refusal with this code means that the server will not serve this device (this page, this login). */
export function endsDevice(code: string): boolean {
  return ENDING.has(code);
}
