// The Chromium of this machine, for tests that open pages. None is downloaded.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { lacking } from '../requirement.ts';

const NAMES: readonly string[] = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FOLDERS: readonly string[] = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/bin', '/snap/bin'];

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Path of the browser, or null where there is none. */
export const chromiumPath: string | null = FOLDERS.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(runnable) ?? null;

/** True when tests in a browser are to be skipped, which is said on standard error. */
export const withoutChromium: boolean = lacking('Chromium', chromiumPath !== null);

/** A browser without a window. The caller closes it. */
export function openBrowser(): Promise<Browser> {
  if (chromiumPath === null) throw new Error('no Chromium here: skip the test by withoutChromium');
  // --no-sandbox: as root, which is usual in a container, Chromium refuses to start with it; only our own pages are opened
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
}

/** What a page complains of from now on: errors and warnings in its console, exceptions, and anything that it fetches. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(`fetches ${request.url()}`);
  });
  return complaints;
}
