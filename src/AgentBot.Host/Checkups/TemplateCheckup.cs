using System.Runtime.CompilerServices;
using AgentBot.Core.Templates;
using AgentBot.Host.Local;

namespace AgentBot.Host.Checkups;

/// <summary>Which templates are in use and which files could not be read.</summary>
internal sealed class TemplateCheckup(TemplateCatalog catalog, Places places) : ICheckup
{
    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        CatalogSnapshot current = await catalog.ReloadAsync(ct);
        yield return current.Templates.IsEmpty
            ? new DoctorLine(Doctor.Warn, "Templates", $"there is none in {string.Join(", ", places.TemplateFolders)}", "Put one into a folder per team; templates/README.md says how.")
            : new DoctorLine(Doctor.Ok, "Templates", $"{current.Templates.Count} in use: {string.Join(", ", current.Templates.Keys)}", "");
        foreach (BrokenFile broken in current.Broken)
        {
            yield return new DoctorLine(Doctor.Bad, "Templates", broken.Diagnostics.IsEmpty ? broken.File : broken.Diagnostics[0].ToString(), "Run validate for all of its mistakes.");
        }
    }
}
