using System.CommandLine;
using AgentBot.Host.CommandLine;

// Every verb, "serve" among them and the default, works on the one host that HostFactory builds.
return await AgentBotCommand.Create(args).Parse(args, AgentBotCommand.Parsing).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = AgentBotCommand.Ending });
