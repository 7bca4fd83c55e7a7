/** Kiosks and figures each second, while a view is looked at; asked for again when the line comes back. */

/** Watch; `heard` are functions by type of message. Returns what ends it. */
export function watch(line, heard) {
  const ends = Object.entries(heard).map(([type, then]) => line.on(type, then));
  const ask = () => line.send("watch", { on: true });
  ends.push(line.on("up", ask));
  ask();
  return () => {
    for (const end of ends) end();
    line.send("watch", { on: false });
  };
}
