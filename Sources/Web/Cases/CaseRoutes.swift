import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    static let casesAPI: [APIRoute] = [
        APIRoute(.get, "/cases", ListCases.self),
        APIRoute(.post, "/cases", OpenCase.self, status: .created),
        APIRoute(.get, "/cases/{case}", ShowCase.self),
        APIRoute(.put, "/cases/{case}/assignment", AssignCase.self),
        APIRoute(.put, "/cases/{case}/classification", ClassifyCase.self),
        APIRoute(.post, "/cases/{case}/appeals", AppealCase.self, status: .created),
        APIRoute(.get, "/cases/{case}/burden", ShowCaseBurden.self),
        APIRoute(.get, "/cases/{case}/clock-entries", ListClockEntries.self),
        APIRoute(.post, "/cases/{case}/clock-resets", ResetClock.self),
        APIRoute(.post, "/cases/{case}/closure", CloseCase.self),
        APIRoute(.delete, "/cases/{case}/closure", ReopenCase.self),
        APIRoute(.put, "/cases/{case}/customer", SetCaseCustomer.self),
        APIRoute(.get, "/cases/{case}/customer-page", ShowCasePage.self),
        APIRoute(.put, "/cases/{case}/customer-page", MakeCasePage.self),
        APIRoute(.delete, "/cases/{case}/customer-page", RevokeCasePage.self),
        APIRoute(.get, "/cases/{case}/drafts", ShowDrafts.self),
        APIRoute(.put, "/cases/{case}/drafts", KeepDraft.self),
        APIRoute(.post, "/cases/{case}/escalations", EscalateCase.self),
        APIRoute(.get, "/cases/{case}/events", ListCaseEvents.self),
        APIRoute(.patch, "/cases/{case}/fields", RecordOnCase.self),
        APIRoute(.post, "/cases/{case}/files", AddCaseFile.self, status: .created),
        APIRoute(.delete, "/cases/{case}/files/{attachment}", RemoveCaseFile.self),
        APIRoute(.post, "/cases/{case}/links", LinkCases.self, status: .created),
        APIRoute(.delete, "/cases/{case}/links/{other}", UnlinkCases.self),
        APIRoute(.post, "/cases/{case}/merge", MergeCases.self),
        APIRoute(.delete, "/cases/{case}/merge", UnmergeCase.self),
        APIRoute(.get, "/cases/{case}/messages", ListCaseMessages.self),
        APIRoute(.post, "/cases/{case}/messages", ReceiveOnCase.self, status: .created),
        APIRoute(.post, "/cases/{case}/notes", NoteOnCase.self, status: .created),
        APIRoute(.post, "/cases/{case}/pause", PauseCase.self),
        APIRoute(.delete, "/cases/{case}/pause", ResumeCase.self),
        APIRoute(.post, "/cases/{case}/replies", ReplyToCase.self, status: .created),
        APIRoute(.get, "/cases/{case}/reply-way", ShowReplyWay.self),
        APIRoute(.put, "/cases/{case}/presence", NotePresence.self),
        APIRoute(.put, "/cases/{case}/process", ChangeProcess.self),
        APIRoute(.get, "/cases/{case}/processes", ListCaseProcesses.self),
        APIRoute(.post, "/cases/{case}/redress", OfferRedress.self, status: .created),
        APIRoute(.post, "/cases/{case}/redress-decisions", DecideRedress.self),
        APIRoute(.post, "/cases/{case}/approval-decisions", DecideApproval.self),
        APIRoute(.delete, "/cases/{case}/approvals/{approval}", WithdrawApproval.self),
        APIRoute(.get, "/approvals", ListApprovals.self),
        APIRoute(.get, "/cases/{case}/scores", ShowCaseScores.self),
        APIRoute(.post, "/cases/{case}/sends", SendReply.self, status: .accepted),
        APIRoute(.delete, "/cases/{case}/sends/{send}", UndoSend.self),
        APIRoute(.delete, "/cases/{case}/split", UnsplitCase.self),
        APIRoute(.post, "/cases/{case}/splits", SplitCase.self, status: .created),
        APIRoute(.put, "/cases/{case}/stage", SenseStage.self),
        APIRoute(.get, "/cases/{case}/step", ShowCaseStep.self),
        APIRoute(.put, "/cases/{case}/step", MoveCase.self),
        APIRoute(.get, "/cases/{case}/tasks", ListCaseTasks.self),
        APIRoute(.post, "/cases/{case}/tasks", AddCaseTask.self, status: .created),
        APIRoute(.put, "/cases/{case}/tasks/{task}", TickCaseTask.self),
        APIRoute(.get, "/cases/{case}/ties", ListCaseTies.self),
        APIRoute(.post, "/cases/{case}/tags", TagCase.self),
        APIRoute(.put, "/cases/{case}/title", RenameCase.self),
        APIRoute(.delete, "/cases/{case}/tags/{tag}", UntagCase.self),
        APIRoute(.post, "/case-bulk", BulkCases.self),
        APIRoute(.get, "/case-causes", ShowCauses.self),
        APIRoute(.get, "/case-counts", CountCases.self),
        APIRoute(.get, "/case-export", ExportCases.self),
        APIRoute(.get, "/case-numbers/{number}", FindCase.self),
        APIRoute(.get, "/case-report", ShowCaseReport.self),
        APIRoute(.get, "/case-volumes", ShowCaseVolumes.self),
        APIRoute(.get, "/tasks", ListMyTasks.self),
        APIRoute(.get, "/notices", ListNotices.self),
        APIRoute(.post, "/cases/{case}/views", SeeNotices.self),
    ]

    static let casesPages: [PageRoute] =
        [
            PageRoute(.get, "/cases", .right(.casesRead), handler: QueuePage.show),
            PageRoute(.get, "/cases/new", .right(.casesWork), handler: NewCasePage.show),
            PageRoute(.get, "/cases/report", .right(.insightRead), handler: CaseReportPage.show),
            PageRoute(
                .get, "/cases.csv", .right(.exportRun),
                handler: CaseExports.download(.cases, .csv)),
            PageRoute(
                .get, "/case-events.csv", .right(.exportRun),
                handler: CaseExports.download(.events, .csv)),
            PageRoute(
                .get, "/cases.xlsx", .right(.exportRun),
                handler: CaseExports.download(.cases, .xlsx)),
            PageRoute(
                .get, "/case-events.xlsx", .right(.exportRun),
                handler: CaseExports.download(.events, .xlsx)),
            PageRoute(.get, "/cases/causes", .right(.insightRead), handler: CausesPage.show),
            PageRoute(
                .get, "/cases/causes.csv", .right(.exportRun), handler: CausesPage.download),
            PageRoute(.post, "/cases/bulk", .right(.casesWork), handler: QueuePage.bulk),
            PageRoute(.post, "/cases", .right(.casesWork), handler: NewCasePage.open),
            PageRoute(.get, "/c/{token}", .anyone, handler: CustomerCasePage.show),
            PageRoute(
                .post, "/c/{token}", .anyone, bodyLimit: 1 << 17, handler: CustomerCasePage.act),
            PageRoute(.get, "/cases/{case}", .right(.casesRead), handler: CasePage.show),
            PageRoute(
                .post, "/cases/{case}/files", .right(.casesWork),
                bodyLimit: FormBody.severalMost, streams: true, handler: CaseFiles.act),
            PageRoute(.get, "/cases/{case}/thread", .right(.casesRead), handler: CasePage.thread),
        ]
        + caseForms.map { form in
            PageRoute(.post, "/cases/{case}/\(form.path)", form.access) { visit in
                try await CasePage.act(visit, form.perform)
            }
        }
}
