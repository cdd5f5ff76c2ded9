// The sheets that few open: what is in them comes when one of them is opened.
import { later } from "./later";

export const HostSheet = later(async () => (await import("./host_sheet")).HostSheet);
export const PersonSheet = later(async () => (await import("./person_sheet")).PersonSheet);
export const SettingsSheet = later(async () => (await import("./settings_sheet")).SettingsSheet);
