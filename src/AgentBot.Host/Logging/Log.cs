namespace AgentBot.Host.Logging;

/// <summary>Everything the host itself logs. Numbers 500 to 599; ids and addresses, never content.</summary>
internal static partial class Log
{
    [LoggerMessage(500, LogLevel.Information, "AgentBot listens on {Addresses}")]
    public static partial void Listening(ILogger logger, string addresses);

    [LoggerMessage(501, LogLevel.Warning, "Testing:CrashAt is set to {CrashAt}: this process will kill itself there")]
    public static partial void WillCrash(ILogger logger, string crashAt);

    [LoggerMessage(502, LogLevel.Warning, "The audit could not be sealed or anchored; it is tried again in a second")]
    public static partial void AuditNotSealed(ILogger logger, Exception fault);

    [LoggerMessage(503, LogLevel.Warning, "The store could not be tidied; it is tried again in a minute")]
    public static partial void NotTidied(ILogger logger, Exception fault);

    [LoggerMessage(504, LogLevel.Information, "The channels of the demo know {Count} facts from the samples")]
    public static partial void DemoFactsPlanted(ILogger logger, int count);

    [LoggerMessage(505, LogLevel.Information, "{Count} templates are in use, {Broken} files have mistakes")]
    public static partial void TemplatesLoaded(ILogger logger, int count, int broken);

    [LoggerMessage(506, LogLevel.Warning, "The templates could not be looked at; those in use stay, and it is tried again")]
    public static partial void TemplatesNotLoaded(ILogger logger, Exception fault);

    [LoggerMessage(508, LogLevel.Information, "{Count} files that no commit names were removed")]
    public static partial void FilesSwept(ILogger logger, int count);

    [LoggerMessage(507, LogLevel.Warning, "The facts of the samples could not be read into the demo's channels; the next start tries again")]
    public static partial void DemoFactsNotPlanted(ILogger logger, Exception fault);

    [LoggerMessage(509, LogLevel.Warning, "Which accounts are one person could not be read; nobody can decide until it can")]
    public static partial void LinksNotRead(ILogger logger, Exception fault);

    [LoggerMessage(520, LogLevel.Warning, "No work could be claimed; it is tried again in a second")]
    public static partial void WorkNotClaimed(ILogger logger, Exception fault);

    [LoggerMessage(521, LogLevel.Error, "Work of kind {Kind} of run {Run}, step {Step}, broke off; it is taken up again when its lease ends")]
    public static partial void WorkFailed(ILogger logger, Exception fault, string kind, string run, string step);

    [LoggerMessage(522, LogLevel.Warning, "Leases could not be renewed")]
    public static partial void LeasesNotRenewed(ILogger logger, Exception fault);

    [LoggerMessage(523, LogLevel.Warning, "What is to be sent could not be read; it is tried again in a second")]
    public static partial void EffectsNotRead(ILogger logger, Exception fault);

    [LoggerMessage(524, LogLevel.Error, "The effect {Effect} could not be handled; it is tried again")]
    public static partial void EffectFailed(ILogger logger, Exception fault, string effect);

    [LoggerMessage(525, LogLevel.Warning, "The messages to draw could not be read; it is tried again in a second")]
    public static partial void ViewsNotRead(ILogger logger, Exception fault);

    [LoggerMessage(527, LogLevel.Error, "The schedule {Schedule} could not be dealt with; it is tried again in some seconds")]
    public static partial void ScheduleNotHandled(ILogger logger, Exception fault, string schedule);

    [LoggerMessage(528, LogLevel.Warning, "The schedules could not be read; it is tried again")]
    public static partial void SchedulesNotRead(ILogger logger, Exception fault);

    [LoggerMessage(529, LogLevel.Warning, "The clock of this computer was set by {Seconds} seconds, or the computer slept for {Slept}; what is due is reckoned anew")]
    public static partial void ClockJumped(ILogger logger, long seconds, long slept);

    [LoggerMessage(530, LogLevel.Error, "The alarm of schedule {Schedule} could not be set; it is tried again in a second")]
    public static partial void AlarmNotSet(ILogger logger, Exception fault, string schedule);

    [LoggerMessage(531, LogLevel.Information, "{Count} schedules were held or pointed out in a round through all of them")]
    public static partial void SchedulesPointedOut(ILogger logger, int count);

    [LoggerMessage(532, LogLevel.Warning, "A call of a hook from {Source} was refused: nothing proves who sent it")]
    public static partial void HookRefused(ILogger logger, string source);

    [LoggerMessage(533, LogLevel.Warning, "The hook {Hook} is unsigned: everybody who reaches it may start what waits for it")]
    public static partial void HookUnsigned(ILogger logger, string hook);

    [LoggerMessage(534, LogLevel.Warning, "New reviews could not be compared with others; it is tried again in some seconds")]
    public static partial void NotCompared(ILogger logger, Exception fault);

    [LoggerMessage(538, LogLevel.Warning, "A call from {Source} that would ask for a review was refused: no token of a system proves who it is")]
    public static partial void RequestRefused(ILogger logger, string source);

    [LoggerMessage(539, LogLevel.Error, "What is kept of the request {Request} is damaged; nothing of it was handed out")]
    public static partial void DecisionDamaged(ILogger logger, Exception fault, string request);

    [LoggerMessage(535, LogLevel.Warning, "The runs that wait in line could not be read; it is tried again")]
    public static partial void LineNotRead(ILogger logger, Exception fault);

    [LoggerMessage(542, LogLevel.Warning, "That most of a month's money is spent could not be told; it is tried again after the next call")]
    public static partial void SpendingNotTold(ILogger logger, Exception fault);

    [LoggerMessage(540, LogLevel.Warning, "The drills that are due could not be read; it is tried again")]
    public static partial void DrillsNotAsked(ILogger logger, Exception fault);

    [LoggerMessage(541, LogLevel.Warning, "The digests of the day could not be told; it is tried again in a minute")]
    public static partial void DigestsNotTold(ILogger logger, Exception fault);

    [LoggerMessage(526, LogLevel.Error, "The message {Purpose} could not be drawn; it is tried again")]
    public static partial void ViewFailed(ILogger logger, Exception fault, string purpose);
}
