using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Host.WebConsole;

/// <summary>The read ports that pages draw from, handed around as one.</summary>
public sealed record ConsoleReads(
    IRunReader Runs,
    IReviewReader Reviews,
    IArtifactReader Artifacts,
    IDeliveryReader Deliveries,
    IFactReader Facts,
    IChatLog Chat,
    IBudgetReader Budgets,
    IAuditStore Audit,
    ITemplateCatalog Catalog);
