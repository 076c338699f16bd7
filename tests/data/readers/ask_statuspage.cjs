// Asks a status page everything that the npm package statuspage.io can ask, and prints the answers as JSON.
const { Statuspage } = require("statuspage.io");

const page = new Statuspage("anything");
page.setApiUrl(process.argv[2]);
const { api } = page;
const questions = {
  summary: () => api.getSummary(),
  status: () => api.getStatus(),
  components: () => api.getComponents(),
  incidents: () => api.incidents.getAll(),
  unresolved: () => api.incidents.getUnresolved(),
  upcoming: () => api.scheduledMaintenances.getUpcoming(),
};

(async () => {
  const told = {};
  for (const [name, ask] of Object.entries(questions)) told[name] = await ask();
  console.log(JSON.stringify(told));
})();
