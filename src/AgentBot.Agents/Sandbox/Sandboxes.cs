using AgentBot.Core;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Sandbox;

/// <summary>Finds the sandbox of this computer: the one that is set, or the first that works.</summary>
public sealed class Sandboxes(IEnumerable<ISandbox> all, IOptions<SandboxOptions> options)
{
    public const string None = "none";

    public SandboxOptions Options => options.Value;

    /// <summary>The sandbox, or a refusal that names what to install.</summary>
    public async ValueTask<FoundSandbox> FindAsync(CancellationToken ct)
    {
        string wanted = options.Value.Provider;
        if (wanted.Equals(None, StringComparison.OrdinalIgnoreCase))
        {
            return new FoundSandbox(null, Missing("The settings of this AgentBot switch every sandbox off.", "The operator can set Sandbox:Provider to bubblewrap."));
        }

        Refusal? first = null;
        foreach (ISandbox sandbox in all.Where(sandbox => wanted.Length == 0 || sandbox.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)))
        {
            if (await sandbox.CheckAsync(ct) is not { } refusal)
            {
                return new FoundSandbox(sandbox, null);
            }

            first ??= refusal;
        }

        return new FoundSandbox(null, first ?? Missing("There is no sandbox on this computer.", "The operator can install bubblewrap."));
    }

    /// <summary>Why a program cannot run here, in the words that every sandbox uses.</summary>
    public static Refusal Missing(string why, string next) => new(RefusalKind.Unavailable, "The program was not run.", why, next);
}

/// <summary>One of the two is null.</summary>
public sealed record FoundSandbox(ISandbox? Sandbox, Refusal? Refusal);
