import Operations

extension Routes {
    static let processesAPI =
        documentAPI(ProcessDocuments.self) + documentAPI(CauseDocuments.self)
        + documentAPI(TalkDocuments.self) + documentAPI(ChecklistDocuments.self)

    static let processesPages =
        documentPages(ProcessDocuments.self) + documentPages(CauseDocuments.self)
        + documentPages(TalkDocuments.self) + documentPages(ChecklistDocuments.self)
}
