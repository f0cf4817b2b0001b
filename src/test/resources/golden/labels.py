"""Writes golden-multilabel.json and golden-multiclass.json: runs of the original. labels.py golden/bert golden/bert"""
import json, sys, os
os.environ["TOKENIZERS_PARALLELISM"]="false"
import numpy as np, torch, transformers
from datasets import Dataset
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score, matthews_corrcoef
from transformers import *
ck,out=sys.argv[1:]
base=json.load(open(ck+"/golden.json"))
tok=AutoTokenizer.from_pretrained(ck)
COMMON={"use_cpu":True,"report_to":[],"disable_tqdm":True,"save_strategy":"no","learning_rate":0.001,"per_device_train_batch_size":8,"num_train_epochs":2,"weight_decay":0.01,"warmup_steps":5,"logging_steps":1,"eval_strategy":"epoch","seed":42,"optim":"adamw_torch","dataloader_num_workers":0}
def run(name, train, evals, pair, names, problem, encode, metrics, metric_names):
    def ds(rows):
        d=Dataset.from_dict({"a":[r[0] for r in rows],"b":[r[1] or "" for r in rows],"label":[encode(r[2]) for r in rows]})
        return d.map(lambda b: tok(b["a"],b["b"],truncation=True) if pair else tok(b["a"],truncation=True),batched=True).remove_columns(["a","b"])
    set_seed(42)
    kw={"hidden_dropout_prob":0.0,"attention_probs_dropout_prob":0.0}
    torch.manual_seed(42)
    m=AutoModelForSequenceClassification.from_pretrained(ck,num_labels=len(names),problem_type=problem,id2label=dict(enumerate(names)),label2id={n:i for i,n in enumerate(names)},**kw)
    tr=Trainer(m,TrainingArguments("/tmp/golden-labels",**COMMON),train_dataset=ds(train),eval_dataset=ds(evals),processing_class=tok,data_collator=DataCollatorWithPadding(tok),compute_metrics=metrics)
    tr.train()
    p=tr.predict(ds(evals))
    json.dump({"peer":f"transformers {transformers.__version__}, torch {torch.__version__}","architecture":"bert","arguments":COMMON,"num_labels":len(names),"problem_type":problem,"label_names":names,"metrics":metric_names,"dropout":0.0,"train_rows":train,"eval_rows":evals,"log_history":tr.state.log_history,
      "state":{"global_step":tr.state.global_step,"max_steps":tr.state.max_steps,"epoch":tr.state.epoch},"predictions":p.predictions.tolist(),"label_ids":p.label_ids.tolist(),"predict_metrics":{k:v for k,v in p.metrics.items() if not any(x in k for x in("runtime","per_second"))}},open(f"{out}/{name}","w"),ensure_ascii=False)
    print(name,tr.state.log_history[-3:],p.metrics)
T,V=base["train_rows"],base["eval_rows"]
def kind(s):  # three classes
    return "bought" if "bought" in s else "repair" if ("repair" in s or "fixed" in s) else "other"
mc=lambda rows:[[r[0],None,kind(r[0])] for r in rows]
names=["bought","other","repair"]
def mm(p):
    a=p.predictions.argmax(-1); y=p.label_ids
    return {"accuracy":accuracy_score(y,a),"f1":f1_score(y,a,average="macro",zero_division=0),"precision":precision_score(y,a,average="macro",zero_division=0),"recall":recall_score(y,a,average="macro",zero_division=0),"matthews_correlation":matthews_corrcoef(y,a)}
run("golden-multiclass.json",mc(T),mc(V),False,names,"single_label_classification",names.index,mm,["accuracy","f1","precision","recall","matthews_correlation"])
def tags(r):
    t=[]
    if r[2]==1: t.append("same")
    if "bought" in r[0]: t.append("bought")
    if any(w in r[0] for w in ("library","Gate","bridge","contract")): t.append("place")
    if len(r[0])>60: t.append("long")
    return t
ml=lambda rows:[[r[0],r[1],tags(r)] for r in rows]
ln=["bought","long","place","same"]
def mlm(p):
    a=(torch.sigmoid(torch.tensor(p.predictions)).numpy()>0.5).astype(int); y=p.label_ids.astype(int)
    return {"accuracy":accuracy_score(y,a),"f1":f1_score(y,a,average="macro",zero_division=0),"f1_micro":f1_score(y,a,average="micro",zero_division=0),"precision":precision_score(y,a,average="macro",zero_division=0),"recall":recall_score(y,a,average="macro",zero_division=0)}
run("golden-multilabel.json",ml(T),ml(V),True,ln,"multi_label_classification",lambda t:[float(n in t) for n in ln],mlm,["accuracy","f1","f1_micro","precision","recall"])
