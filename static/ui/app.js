// What every page of the house does in the browser. Each part minds one thing.
import "./byitself.js";
import "./lock.js";
import "./frame.js";
import "./forms.js";
import "./days.js";
import "./meeting.js";
import "./selects.js";
import "./swaps.js";
import "./passkeys.js";
import "./drafts.js";
import "./printing.js";
