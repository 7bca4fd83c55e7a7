/**
 * The views of the page, in the order of the menu. A view is a module in `views/` with one function,
 *
 *     export function mount(root, app, query)   // draws into `root`; may return what ends it
 *
 * `app` is `{ person, line, state, api, go }`: who is signed in (name, shown, role, languages, skills); the line
 * (`line.send(type, fields)`, `line.on(type, then)`); what is known of queue and talk (`state.js`); `api(method,
 * path, body)` of `http.js`; `go(id, query)`. `query` holds what stands behind the `?` of the address, as
 * `#/knowledge?question=where%20is%20the%20milk&lang=en`: that is how a line of a talk becomes an entry.
 * A row: `id` (the address, and the key of its words: `<id>.title` in every language), the sign, and the roles.
 */

export const VIEWS = [
  { id: "desk", sign: "desk", roles: ["agent", "supervisor"], module: () => import("./views/desk.js") },
  { id: "call-backs", sign: "phone", roles: ["agent", "supervisor"], module: () => import("./views/call-backs.js") },
  { id: "knowledge", sign: "book", roles: ["agent", "content", "supervisor"], module: () => import("./views/knowledge.js") },
  { id: "figures", sign: "chart", roles: ["supervisor"], module: () => import("./views/figures.js") },
  { id: "kiosks", sign: "kiosk", roles: ["supervisor", "technician"], module: () => import("./views/kiosks.js") },
  { id: "staff", sign: "people", roles: ["supervisor"], module: () => import("./views/staff.js") },
];

/** The views of a role. */
export function viewsOf(role) {
  return VIEWS.filter((view) => view.roles.includes(role));
}
