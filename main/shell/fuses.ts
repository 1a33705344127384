import { pathToFileURL } from 'node:url'
import { type FuseConfig, FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'

/**
 * Switches burnt into a packaged Electron binary, each closing a way to run other code with this program's name and keys.
 * Every fuse of the version is named, so that a new one of a later Electron is decided on, not overlooked.
 */
export const fuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  resetAdHocDarwinSignature: process.platform === 'darwin',
  // ELECTRON_RUN_AS_NODE would turn the signed program into a plain Node.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // The bundles are what was signed, and are read from the archive only.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The screens come over app:, never file:.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // Traps for out-of-bounds accesses keep WebAssembly fast; nothing is gained by turning them off.
  [FuseV1Options.WasmTrapHandlers]: true,
} satisfies FuseConfig

/**
 * Burns the fuses into an Electron binary. A packager calls it, or runs this file, on its unpacked copy after the archive is in
 * place and before it is signed: a flipped fuse breaks a signature.
 *
 * @example
 * node main/shell/fuses.ts dist/linux-unpacked/quantera-terminal
 */
export const applyFuses = async (electronBinaryPath: string): Promise<void> => {
  await flipFuses(electronBinaryPath, fuses)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , binaryPath] = process.argv
  if (binaryPath === undefined) throw new Error('Name the Electron binary whose fuses are to be burnt.')
  await applyFuses(binaryPath)
}
