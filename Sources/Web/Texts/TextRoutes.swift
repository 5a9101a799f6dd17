import Domain
import HTTPTypes
import Operations

extension Routes {
    static let textsAPI: [APIRoute] =
        documentAPI(ThemeDocuments.self) + [
            APIRoute(.get, "/cases/{case}/suggestions", SuggestForCase.self),
            APIRoute(.get, "/topic-suggestions", SuggestTopics.self),
            APIRoute(.post, "/topics", AddTopic.self, status: .created),
            APIRoute(.patch, "/topics/{topic}", EditTopic.self),
            APIRoute(.delete, "/topics/{topic}", RemoveTopic.self),
            APIRoute(.post, "/topics/{topic}/merge", MergeTopics.self),
            APIRoute(.get, "/hot-matters", ListHotMatters.self),
            APIRoute(.post, "/draft-advice", CoachDraft.self),
            APIRoute(.get, "/coach", ShowCoachSetting.self),
            APIRoute(.patch, "/coach", EditCoachSetting.self),
            APIRoute(.get, "/cases/{case}/label-suggestions", SuggestLabels.self),
            APIRoute(.get, "/text-models", ShowTextModels.self),
            APIRoute(.post, "/text-models/{subject}/{version}/use", UseTextModel.self),
            APIRoute(.get, "/text-lessons/{subject}", ShowTextLesson.self),
            APIRoute(.put, "/text-lessons/{subject}", SaveTextLesson.self),
            APIRoute(.delete, "/text-lessons/{subject}", RemoveTextLesson.self),
            APIRoute(.post, "/intent-answers", AskIntent.self),
            APIRoute(.post, "/same-question-answers", AskSame.self),
            APIRoute(.get, "/text-words", ListTextWords.self),
            APIRoute(.put, "/text-words/{word}", SaveTextWord.self),
            APIRoute(.delete, "/text-words/{word}", RemoveTextWord.self),
            APIRoute(.get, "/text-jobs", ListTextJobs.self),
            APIRoute(.post, "/text-jobs", StartTextJob.self, status: .created),
            APIRoute(.post, "/text-jobs/{job}/cancellation", CancelTextJob.self),
        ]

    static let textsPages: [PageRoute] =
        documentPages(ThemeDocuments.self) + [
            PageRoute(
                .get, "/cases/{case}/suggestions", .right(.casesRead),
                handler: SuggestionsPage.show),
            PageRoute(.get, "/topics", .right(.answersRead), handler: TopicsPage.show),
            PageRoute(.post, "/topics", .right(.rulesWrite), handler: TopicsPage.add),
            PageRoute(.post, "/topics/{topic}", .right(.rulesWrite), handler: TopicsPage.edit),
            PageRoute(
                .post, "/topics/{topic}/merge", .right(.rulesWrite), handler: TopicsPage.merge),
            PageRoute(
                .post, "/topics/{topic}/removal", .right(.rulesWrite),
                handler: TopicsPage.remove),
            PageRoute(.post, "/settings/profile/coach", .signedIn, handler: CoachPages.mine),
            PageRoute(
                .post, "/settings/workspace/coach", .right(.workspaceWrite),
                handler: CoachPages.everyone),
            PageRoute(.get, "/settings/texts", .right(.casesRead), handler: TextsPage.show),
            PageRoute(.post, "/settings/texts/jobs", .right(.rulesWrite), handler: TextsPage.start),
            PageRoute(
                .post, "/settings/texts/jobs/{job}/cancellation", .right(.rulesWrite),
                handler: TextsPage.cancel),
            PageRoute(
                .get, "/settings/texts/words", .right(.casesRead), handler: TextWordsPage.show),
            PageRoute(
                .post, "/settings/texts/words", .right(.rulesWrite), handler: TextWordsPage.change),
            PageRoute(
                .post, "/settings/texts/lessons/{subject}", .right(.rulesWrite),
                handler: TextsPage.bring),
            PageRoute(
                .post, "/settings/texts/models/{subject}/{version}/use", .right(.rulesWrite),
                handler: TextsPage.use),
        ]
}
