using AgentBot.Core.Cards;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Templates;

namespace AgentBot.Host.Templates;

/// <summary>Draws what is wrong with a template file from the catalog as it stands.</summary>
internal sealed class TemplateNotices(ITemplateCatalog catalog) : ITemplateNotices
{
    public Card? CardOf(string file)
    {
        BrokenFile? broken = catalog.Current.Broken.FirstOrDefault(known => known.File == file);
        if (broken is null)
        {
            return null;
        }

        string name = broken.TemplateName ?? Path.GetFileName(broken.File);
        bool earlierWorks = broken.TemplateName is { } template && catalog.Current.Find(template) is not null;
        return ListCards.BrokenTemplate(
            name,
            [.. broken.Diagnostics.Select(diagnostic => $"line {diagnostic.Line}, column {diagnostic.Column}: {diagnostic.Message} {diagnostic.Suggestion}".TrimEnd())],
            earlierWorks);
    }
}
