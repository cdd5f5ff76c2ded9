// Sheets that lie over a page go with it.

/** Close all sheets, but that of a match that was found: it is about no page. */
export function closeSheets(): void {
  const sheets = document.querySelectorAll<HTMLDialogElement>("dialog[open]:not(.found-sheet)");
  for (const sheet of sheets) sheet.close();
}
