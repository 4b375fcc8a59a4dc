using System.Diagnostics;
using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Storage.Files;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

/// <summary>Sends each change to the statements that keep it.</summary>
/// <param name="boot">Names this opened store: leases and sendings of another one are void.</param>
internal sealed class ChangeWriter(string boot, TimeProvider time, ArtifactFiles files)
{
    private readonly Audiences _audiences = new();

    /// <summary>False when the change's condition failed; then it has written nothing.</summary>
    public bool Apply(Database database, WorkspaceKey workspace, Change change, Dictionary<string, long> numbers)
    {
        switch (change)
        {
            case Change.InsertRun insert: return RunChanges.Insert(database, insert.Row, numbers);
            case Change.UpdateRun update: return RunChanges.Update(database, update.Row);
            case Change.InsertStep insert: return RunChanges.Insert(database, insert.Row);
            case Change.UpdateStep update: return RunChanges.Update(database, update.Row);
            case Change.CloseItems close: return RunChanges.Close(database, close);
            case Change.InsertWork insert: return WorkChanges.Insert(database, insert.Row, boot);
            case Change.FinishWork finish: return WorkChanges.Finish(database, finish, boot, time.GetUtcNow());
            case Change.PostponeWork postpone: return WorkChanges.Postpone(database, postpone, boot, time.GetUtcNow());
            case Change.ReleaseParked release: return WorkChanges.Release(database, release);
            case Change.DropWork drop: return WorkChanges.Drop(database, drop);
            case Change.InsertReview insert: return ReviewChanges.Insert(database, insert.Row, _audiences);
            case Change.UpdateReview update: return ReviewChanges.Update(database, update.Row, _audiences);
            case Change.InsertDecision insert: return ReviewChanges.Insert(database, insert.Row);
            case Change.MarkOpened opened: return ReviewChanges.Mark(database, workspace, opened);
            case Change.PutRowDraft put: return RowDraftChanges.Put(database, put.Row);
            case Change.DropRowDrafts drop: return RowDraftChanges.Drop(database, drop);
            case Change.PutKin put: return ReviewChanges.Put(database, put);
            case Change.InsertBatch insert: return BatchChanges.Insert(database, insert.Row);
            case Change.UpdateBatch update: return BatchChanges.Update(database, update.Row);
            case Change.InsertDrill insert: return DrillChanges.Insert(database, insert.Row);
            case Change.UpdateDrill update: return DrillChanges.Update(database, update.Row);
            case Change.InsertEffect insert: return DeliveryChanges.Insert(database, insert.Row, boot);
            case Change.UpdateEffect update: return DeliveryChanges.Update(database, update.Row, boot);
            case Change.WantView want: return DeliveryChanges.Want(database, workspace, want);
            case Change.UpdateView update: return DeliveryChanges.Update(database, update.Row);
            case Change.PutArtifact put: return ChannelChanges.Put(database, workspace, put, files);
            case Change.PutClosure put: return ChannelChanges.Put(database, workspace, put);
            case Change.PutMessage put: return ChannelChanges.Put(database, put.Row);
            case Change.InsertFact insert: return ChannelChanges.Insert(database, insert.Row, numbers);
            case Change.UpdateFact update: return ChannelChanges.Update(database, update.Row);
            case Change.InsertSchedule insert: return ScheduleChanges.Insert(database, insert.Row, numbers);
            case Change.UpdateSchedule update: return ScheduleChanges.Update(database, update.Row);
            case Change.InsertFiring insert: return ScheduleChanges.Insert(database, insert.Row);
            case Change.PutEventFiring put: return ScheduleChanges.Put(database, put.Row);
            case Change.UpdateFiring update: return ScheduleChanges.Update(database, update.Row);
            case Change.OpenBudget open: return LedgerChanges.Open(database, open.Row);
            case Change.Reserve reserve: return LedgerChanges.Reserve(database, reserve);
            case Change.Settle settle: return LedgerChanges.Settle(database, settle);
            case Change.RaiseBudget raise: return LedgerChanges.Raise(database, raise);
            case Change.WarnOfBudget warn: return LedgerChanges.Warn(database, warn);
            case Change.InsertModelCall insert: return LedgerChanges.Insert(database, insert.Row);
            case Change.AppendAgentEvent append: return LedgerChanges.Append(database, workspace, append);
            case Change.InsertRequest insert: return RequestChanges.Insert(database, insert.Row);
            case Change.PutIssued put: return RequestChanges.Put(database, put.Row);
            case Change.PutAbsence put: return AbsenceChanges.Put(database, put.Row);
            case Change.PutToolPin put: return ToolPinChanges.Put(database, put.Row);
            case Change.InsertGrant insert: return GrantChanges.Insert(database, insert.Row, numbers);
            case Change.UseGrant use: return GrantChanges.Use(database, use.Row);
            case Change.EndGrant end: return GrantChanges.End(database, end);
            case Change.InsertLink insert: return LinkChanges.Insert(database, insert.Row);
            case Change.UpdateLink update: return LinkChanges.Update(database, update.Row);
            case Change.SpendTry spend: return LinkChanges.Try(database, workspace, spend);
            case Change.PutMark put: return LedgerChanges.Put(database, workspace, put);
            default: throw new UnreachableException($"No statement keeps {change.GetType().Name}.");
        }
    }
}
