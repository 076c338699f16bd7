// Reads a calendar with ical.js, as Thunderbird and Nextcloud do, and prints its events as JSON.
const ICAL = require("ical.js");

(async () => {
  const text = await (await fetch(process.argv[2])).text();
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent").map((part) => {
    const event = new ICAL.Event(part);
    return {
      uid: event.uid,
      sequence: event.sequence,
      title: event.summary,
      text: event.description,
      begins: event.startDate.toJSDate().toISOString(),
      ends: event.endDate.toJSDate().toISOString(),
      status: part.getFirstPropertyValue("status"),
    };
  });
  console.log(JSON.stringify({ name: calendar.getFirstPropertyValue("x-wr-calname"), events }));
})();
