using System.Runtime.CompilerServices;
using AgentBot.Agents.Tools;
using AgentBot.Core.Cards;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;
using AgentBot.Host.Local;

namespace AgentBot.Host.Checkups;

/// <summary>Whether every server of tools can be used, which of its tools wait for an operator's yes, and whether declared tools find their secrets.</summary>
internal sealed class ToolCheckup(IOfferedTools offered, TemplateCatalog catalog, IToolSecrets secrets) : ICheckup
{
    private const int MostNamed = 8;

    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (OfferedServer server in await offered.LookAsync(ct))
        {
            yield return Line(server);
            foreach (string sentence in server.LeftOut.Distinct())
            {
                yield return new DoctorLine(Doctor.Warn, $"Tools {server.Name}", sentence.TrimEnd('.'), "Agents cannot be given it.");
            }
        }

        foreach (HttpToolSpec tool in Declared(await catalog.ReloadAsync(ct)))
        {
            yield return Line(tool);
        }
    }

    private static IEnumerable<HttpToolSpec> Declared(CatalogSnapshot templates) => templates.Templates.Values
        .SelectMany(template => template.Closure.Children.Values.Append(template.Workflow))
        .SelectMany(workflow => workflow.Steps.OfType<StepSpec.Agent>())
        .SelectMany(step => step.Spec.Declared ?? [])
        .DistinctBy(tool => tool.Name)
        .OrderBy(tool => tool.Name, StringComparer.Ordinal);

    private DoctorLine Line(HttpToolSpec tool)
    {
        string host = new Uri(tool.Url.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)).Authority;
        return tool.Headers.FirstOrDefault(header => header.Secret is { } name && secrets.Read(SecretReference.To(name)) is not { Length: > 0 }) is { } missing
            ? new DoctorLine(Doctor.Bad, $"Tool {tool.Name}", $"its secret “{missing.Secret}” is not there", $"Set Secrets:{missing.Secret}; until then it cannot be called.")
            : new DoctorLine(Doctor.Ok, $"Tool {tool.Name}", $"calls {host}{(tool.Effect == ToolKind.Write ? ", each time with a person's yes" : "")}", "");
    }

    private static DoctorLine Line(OfferedServer server)
    {
        string subject = $"Tools {server.Name}";
        if (server.Trouble.Length > 0)
        {
            return new DoctorLine(Doctor.Bad, subject, server.Trouble.TrimEnd('.'), $"Check Mcp:Servers:{server.Name}; agents that name its tools are not asked.");
        }

        string[] changed = [.. Names(server, ToolStanding.Changed)];
        if (changed.Length > 0)
        {
            return new DoctorLine(Doctor.Bad, subject, $"{Wording.List(changed)} changed since an operator agreed and {(changed.Length == 1 ? "is" : "are")} off", "Look at the difference with agentbot tools and agree anew.");
        }

        string[] agreed = [.. Names(server, ToolStanding.Agreed)];
        string counts = $"answers; {Wording.Part(agreed.Length, server.Tools.Length)} tools agreed to";
        return agreed.Length > 0
            ? new DoctorLine(Doctor.Ok, subject, agreed.Length <= MostNamed ? $"{counts}: {Wording.List(agreed)}" : counts, "")
            : new DoctorLine(Doctor.Warn, subject, counts, "Agents can use none of them: look at them with agentbot tools and agree.");
    }

    private static IEnumerable<string> Names(OfferedServer server, ToolStanding standing) =>
        server.Tools.Where(tool => tool.Standing == standing).Select(tool => tool.Tool.Name);
}
