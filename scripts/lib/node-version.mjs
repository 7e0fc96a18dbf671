import { Stop } from './stop.mjs';

const MINIMUM = { major: 20, minor: 19 };

/**
 * @param {string} version as in `process.versions.node`
 * @returns {boolean} whether Tidemark runs on it
 */
export function isNodeSupported(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor);
}

/** Stops with one line when this Node is too old. */
export function requireNode() {
  if (!isNodeSupported(process.versions.node)) {
    throw new Stop(
      `Node ${MINIMUM.major}.${MINIMUM.minor} or newer is needed, this is ${process.versions.node}. Install a newer Node and try again.`,
    );
  }
}
