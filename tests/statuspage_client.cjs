// Reads a site with the npm package `statuspage.io`, which nobody changed for us, and prints what it got as JSON.
const { Statuspage } = require("statuspage.io");

const [, , address] = process.argv;
const client = new Statuspage("any");
client.setApiUrl(address);

async function main() {
  const read = {
    summary: await client.api.getSummary(),
    status: await client.api.getStatus(),
    components: await client.api.getComponents(),
    incidents: await client.api.incidents.getAll(),
    unresolved: await client.api.incidents.getUnresolved(),
    upcoming: await client.api.scheduledMaintenances.getUpcoming(),
  };
  process.stdout.write(JSON.stringify(read));
}

main().catch((error) => {
  process.stderr.write(String(error));
  process.exitCode = 1;
});
